"""The staff member's first page: what is mine and by when."""
