"""Reads of tickets, each scoped to the one who asks."""
