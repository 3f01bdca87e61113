"""How faults are logged: where they happened and of which kind, never the words that came with them."""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlacesOnly(logging.Formatter):
    """Writes the kinds of a chain of exceptions and the lines of code they passed, without their messages.

    A message may quote the row that a database refused or the value that a function could not read, and so a child's
    name; the kind and the place are enough to find the fault.
    """

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name that logging calls
        """Return the chain, the first cause last."""
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            state = getattr(error, "sqlstate", None)
            parts.append(f"{kind}{f' [{state}]' if state else ''}")
            parts += [line.rstrip("\n") for line in traceback.format_list(traceback.extract_tb(error.__traceback__))]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)
