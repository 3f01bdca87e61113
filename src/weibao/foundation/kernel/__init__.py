"""Actor, refusals, clock, ids, field encryption, events, live nudges and web plumbing."""
