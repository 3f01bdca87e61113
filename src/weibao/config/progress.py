"""Tells a waiting person every few seconds what is being waited for."""

import time
from collections.abc import Callable

_TELL_EVERY = 5.0
_PAUSE = 0.02

Say = Callable[[str], None]
"""Takes one short sentence for the person at the terminal."""

Wait = Callable[[float], None]
"""Pauses for so many seconds; may raise when the person has lost patience."""


def silent(_sentence: str) -> None:
    """Say nothing."""


class Progress:
    """One wait of unknown length; ``doing`` is a Chinese clause without an end."""

    def __init__(self, say: Say, doing: str, wait: Wait = time.sleep) -> None:
        self._say = say
        self._doing = doing
        self._wait = wait
        self._began = time.monotonic()
        self._told = self._began

    def seconds(self) -> float:
        """Return how long the wait has lasted."""
        return time.monotonic() - self._began

    def tick(self) -> None:
        """Pause a moment, and say what is being waited for when it has been some seconds."""
        self._wait(_PAUSE)
        self.tell()

    def tell(self) -> None:
        """Say what is being waited for, unless it was said a moment ago."""
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._told = time.monotonic()
            self._say(f"{self._doing}，已等待 {self.seconds():.0f} 秒…")
