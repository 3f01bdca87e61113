"""Decisions about time limits as pure functions: reading a limit, reckoning due times, and what a clock allows."""
