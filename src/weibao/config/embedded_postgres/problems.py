"""What the launcher raises."""


class DatabaseStartError(Exception):
    """The embedded database cannot be started; the text is one sentence for the person at the terminal."""
