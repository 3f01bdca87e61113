"""Reading what the address of a page asks for."""

from datetime import date

import pytest
from django.test import RequestFactory

from weibao.foundation.kernel import asked
from weibao.foundation.kernel.refusals import RefusedError


def request(**values: str):
    return RequestFactory().get("/", values)


def refused(act, *args) -> str:
    with pytest.raises(RefusedError) as error:
        act(*args)
    return error.value.refusal.code


def test_text_comes_without_blanks_around_it_and_without_null_characters():
    assert asked.text(request(q="  梨\0树 "), "q") == "梨树"
    assert asked.text(request(), "q") == ""


def test_text_that_is_too_long_is_refused():
    assert asked.text(request(q="长" * 100), "q") == "长" * 100
    assert refused(asked.text, request(q="长" * 101), "q") == "invalid"


def test_a_day_is_read_and_none_is_none():
    assert asked.day(request(on="2026-11-22"), "on") == date(2026, 11, 22)
    assert asked.day(request(), "on") is None


@pytest.mark.parametrize("value", ["昨天", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "22/11/2026"])
def test_what_is_no_day_is_refused(value: str):
    assert refused(asked.day, request(on=value), "on") == "invalid"


def test_a_number_is_read_and_none_is_none():
    assert asked.number(request(before="12"), "before") == 12
    assert asked.number(request(), "before") is None


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "１２", "9" * 10])
def test_what_is_no_number_is_refused(value: str):
    assert refused(asked.number, request(before=value), "before") == "invalid"
