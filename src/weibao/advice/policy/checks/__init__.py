"""The proofs that a profile is complete and does not contradict itself, one file per sort of proof."""
