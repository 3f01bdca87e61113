"""Watches and judges the work."""
