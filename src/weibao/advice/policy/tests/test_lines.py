"""The line on which an entry of a profile stands."""

from weibao.advice.policy.lines import index

TEXT = """\
title = "甲"

[duty.intake] # who accepts
label = "受理"
kinds = { city = [
    "line_12345",
] }

[[duty.lead_agency]]
label = "前"

[[duty.lead_agency]]
label = "后"

[catalogue.abuse]
lead = ["police"]
[catalogue.abuse.county]
lead = ["civil_affairs"]

[rating]
good = { rank = 1 }
"""


def test_tables_and_keys_have_their_lines() -> None:
    lines = index(TEXT)

    assert lines.of(("", "", 0), "title") == 1
    assert lines.of(("duty", "intake", 0)) == 3
    assert lines.of(("duty", "intake", 0), "label") == 4


def test_each_version_of_an_entry_has_its_own_line() -> None:
    lines = index(TEXT)

    assert lines.of(("duty", "lead_agency", 0), "label") == 10
    assert lines.of(("duty", "lead_agency", 1), "label") == 13


def test_a_table_below_an_entry_belongs_to_the_entry() -> None:
    lines = index(TEXT)

    assert lines.of(("catalogue", "abuse", 0)) == 15
    assert lines.of(("catalogue", "abuse", 0), "county") == 17


def test_an_entry_written_on_one_line_has_that_line() -> None:
    assert index(TEXT).of(("rating", "good", 0)) == 21


def test_what_is_not_there_falls_back_to_what_stands_around_it() -> None:
    lines = index(TEXT)

    assert lines.of(("duty", "intake", 0), "basis") == 3
    assert lines.of(("duty", "unheard_of", 0)) == 3
    assert lines.of(("limit", "sign", 0)) == 1
