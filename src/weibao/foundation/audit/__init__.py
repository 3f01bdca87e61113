"""The permanent record: append-only, hash-chained per subject, sealed daily; refuses change."""
