"""Reads of the permanent record: timelines, search, seals, and the proof that nothing was tampered with."""
