"""Pages composed for one kind of person."""
