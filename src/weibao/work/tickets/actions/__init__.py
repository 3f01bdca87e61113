"""Writes of tickets: one verb per function, one transaction per verb."""
