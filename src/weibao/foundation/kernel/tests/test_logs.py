"""A fault in the log says where and of which kind, and quotes nobody."""

import sys

from weibao.foundation.kernel.logs import PlacesOnly

CHILD = chr(0x9648) + "小苗"  # put together here, so that no line of code that is logged holds it


def refused_row(name: str) -> None:
    raise ValueError(f"Failing row contains ({name}, 13800000001)")


def logged() -> str:
    try:
        try:
            refused_row(CHILD)
        except ValueError as error:
            raise RuntimeError(CHILD) from error
    except RuntimeError:
        return PlacesOnly().formatException(sys.exc_info())


def test_the_words_of_an_exception_and_of_its_cause_stay_out_of_the_log():
    assert CHILD not in logged()


def test_the_kinds_and_the_places_are_there():
    text = logged()

    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "in refused_row" in text
