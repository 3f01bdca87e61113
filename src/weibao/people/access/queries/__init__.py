"""Reads of access: who acts, which accounts and grants there are, and who stands behind a session or token."""
