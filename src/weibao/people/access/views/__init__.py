"""Pages of access: the entrance (log-in, post, password, second factor) and the administrators' accounts."""
