"""The work order: its life cycle and its way along the chain of levels."""
