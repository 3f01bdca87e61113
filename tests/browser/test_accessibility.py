"""Every page of the main way is clean for axe, on a desktop and on a phone (WCAG 2.1 AA)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "build" / "assets" / "vendor" / "axe.min.js"
PAGES = {
    "linjing": ["/", "/register", "/tickets/?tab=all_open", "/tickets/search?q=孩子", "/regions/", "/directory/"],
    "heqing": ["/follow-ups"],
    "chenmo": ["/tickets/?tab=ended", "/rules/"],
    "wenjian": ["/audit/"],
    "shijian": ["/accounts/"],
}


def violations(page: Page) -> str:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
        ".then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' '))]))"
    )
    return json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("login", PAGES)
def test_pages_have_no_barriers(enter: Callable[..., Page], login: str, viewport: dict[str, int]):
    page = enter(login, viewport=viewport)

    for address in PAGES[login]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_timeout(300)
        assert violations(page) == "[]", address
