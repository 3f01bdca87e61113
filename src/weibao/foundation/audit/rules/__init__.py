"""What may be recorded, how it is tied together by keyed hashes, and how a broken record is recognised."""
