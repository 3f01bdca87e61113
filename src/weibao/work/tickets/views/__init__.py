"""Pages of tickets: each parses what came, makes one call, and answers."""
