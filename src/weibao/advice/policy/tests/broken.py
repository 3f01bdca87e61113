"""A profile that inherits the national rules and breaks one of them, with the line at fault marked in its text."""

from pathlib import Path

from weibao.advice.policy import api as policy
from weibao.advice.policy.sources import FOLDER

HEAD = """\
title = "有误的配置"
title_en = "A profile with a fault"
valid_from = 2022-01-10
inherits = "national"
"""
MARK = "# <- here"


def problems_of(folder: Path, text: str, *, head: str = HEAD) -> tuple[policy.Problem, ...]:
    """Write the profile `broken` and return what the checker finds."""
    (folder / "broken.toml").write_text(head + text, encoding="utf-8")
    return policy.check("broken", (folder, FOLDER))


def marked_line(text: str, *, head: str = HEAD) -> int:
    """Return the number of the marked line, counted from one; the first when nothing is marked."""
    lines = (head + text).splitlines()
    return next((number for number, line in enumerate(lines, start=1) if MARK in line), 1)
