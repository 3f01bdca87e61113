"""The first page: what is mine, by role, and what it says when there is nothing."""
