"""Accounts, grants and sessions; makes an Actor out of a login."""
