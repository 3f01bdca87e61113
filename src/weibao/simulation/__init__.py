"""A province in virtual time, through the real actions."""
