"""Writes of clocks: start, stop, pause, resume, extend, and the sweep that finds what has come due.

The verb that moves a clock writes the line about it in the record of its subject; pausing, resuming and extending are
deeds of their own and write one here as well.
"""
