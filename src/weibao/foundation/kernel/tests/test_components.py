"""The parts that pages are made of: what they say and escape, what is off and why, what style sheets may name."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation
from jinja2 import UndefinedError

from weibao.foundation.kernel import menu, moments
from weibao.foundation.kernel.actor import Actor, Level
from weibao.foundation.kernel.gallery import gallery

KERNEL = Path(__file__).resolve().parent.parent
PACKAGE = KERNEL.parent.parent
PROJECT = PACKAGE.parent.parent
TEMPLATES = sorted(PACKAGE.glob("*/*/templates/**/*.html"))
SHEETS = sorted(PACKAGE.glob("*/*/static/**/*.css"))
AT = datetime(2026, 11, 22, 6, 5, 31, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'
LIN_JING = Actor(
    id=7,
    name="林静",
    login="linjing",
    unit_id=1,
    unit_name="四平市未保办",
    unit_kind="protection_office",
    level=Level.CITY,
    region_code="2203",
    scope_path="/22/2203/",
    deeds=frozenset({"tickets.read"}),
)


def render(part: str, call: str, **values: object) -> str:
    """Return what ``call`` gives with the macros of ``kernel/parts/<part>.html`` at hand as ``p``."""
    source = f'{{% import "kernel/parts/{part}.html" as p %}}{call}'
    return engines["jinja2"].env.from_string(source).render(at=AT, **values)


def verb(**values: str) -> SimpleNamespace:
    usual = {"key": "close", "label": "办结", "icon": "", "why": "", "tone": "", "shortcut": "", "method": "drawer"}
    return SimpleNamespace(**{**usual, "url": "/tickets/1/close", **values})


def entry(**values: object) -> SimpleNamespace:
    usual = {
        "seq": 1,
        "at": AT,
        "title": "登记",
        "unit": "",
        "by": "",
        "kind": "",
        "icon": "",
        "tone": "",
        "summary": "",
    }
    return SimpleNamespace(**{**usual, "hash": "", "papers": (), **values})


@pytest.mark.parametrize(
    ("part", "call"),
    [
        ("marks", '{{ p.status(bad, "blue") }}'),
        ("marks", "{{ p.urgency(3, bad) }}"),
        ("marks", "{{ p.turn(bad, bad) }}"),
        ("marks", '{{ p.levels([("省", bad, "now"), ("市", bad, "next")]) }}'),
        ("marks", "{{ p.person(bad, bad, why_not=bad) }}"),
        ("marks", "{{ p.countdown(at, at, left=bad, label=bad, large=True) }}"),
        ("forms", '{{ p.field("name", bad, bad, help=bad, error=bad, placeholder=bad) }}'),
        ("forms", '{{ p.area("text", bad, bad, help=bad, error=bad, maxlength=9) }}'),
        ("forms", '{{ p.select("kind", bad, [(bad, bad), (bad, [(bad, bad)])], bad) }}'),
        ("forms", '{{ p.radios("sex", bad, [(bad, bad)], bad, help=bad, error=bad) }}'),
        ("forms", '{{ p.segments("urgency", bad, [(bad, bad, "red")], bad) }}'),
        ("forms", '{{ p.region("region", bad, bad, bad, bad) }}'),
        ("forms", "{{ p.errors([bad]) }}"),
        ("flow", "{{ p.timeline([entry], [(bad, bad)]) }}"),
        ("flow", "{{ p.verbs([off, on], [off]) }}"),
        ("tables", '{{ p.counts([{"label": bad, "url": bad, "count": 1, "tone": "", "current": False}], bad) }}'),
        ("tables", '{{ p.filter_text("q", bad, bad) }}{{ p.news(bad, bad, bad) }}'),
        ("surfaces", "{{ p.facts([(bad, bad)]) }}{{ p.empty(bad, bad, [(bad, bad)]) }}{{ p.toast(bad) }}"),
        ("surfaces", "{% call p.drawer(bad, bad, form_url=bad, submit=bad, draft=bad) %}{{ bad }}{% endcall %}"),
        (
            "figures",
            "{{ p.bars(bad, [(bad, 1)], bad) }}{{ p.line(bad, [(bad, 1)], bad, bad) }}{{ p.tile(bad, bad, bad) }}",
        ),
        ("paper", "{{ p.head(bad, bad, bad, bad) }}{{ p.rows([[(bad, bad)]]) }}{{ p.signatures([(bad, bad)]) }}"),
    ],
)
def test_what_people_typed_is_escaped(part: str, call: str) -> None:
    hostile_entry = entry(title=HOSTILE, summary=HOSTILE, by=HOSTILE, unit=HOSTILE, papers=[(HOSTILE, HOSTILE)])

    page = render(
        part, call, bad=HOSTILE, entry=hostile_entry, off=verb(why=HOSTILE), on=verb(label=HOSTILE, url=HOSTILE)
    )

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_button_that_is_off_says_why_and_leads_nowhere() -> None:
    page = render("flow", "{{ p.verb(item) }}", item=verb(why="还没有回访", shortcut="F8"))

    assert 'aria-disabled="true"' in page
    assert 'aria-describedby="why_close"' in page
    assert re.search(r'role="tooltip" id="why_close">还没有回访<', page)
    assert "data-drawer" not in page
    assert "data-key" not in page
    assert " disabled" not in page  # a disabled button cannot be focused, so nobody would hear its reason


def test_a_button_that_is_on_opens_its_drawer_and_has_its_key() -> None:
    page = render("flow", "{{ p.verb(item) }}", item=verb(shortcut="F8"))

    assert 'data-drawer="/tickets/1/close"' in page
    assert 'data-key="F8"' in page
    assert "aria-disabled" not in page


def test_the_first_verb_that_is_on_is_the_main_one() -> None:
    page = render("flow", "{{ p.verbs([a, b, c]) }}", a=verb(key="a", why="不行"), b=verb(key="b"), c=verb(key="c"))

    assert page.count("btn-primary") == 1
    assert page.index("btn-primary") > page.index('id="why_a"')


def test_a_field_is_tied_to_its_label_help_and_error() -> None:
    page = render(
        "forms", '{{ p.field("phone", "电话", "1380", help="十一位", error="太短", required=True, maxlength=20) }}'
    )

    assert '<label for="id_phone">电话' in page
    assert 'aria-describedby="help_phone error_phone"' in page
    assert 'aria-invalid="true"' in page
    assert 'maxlength="20"' in page
    assert re.search(r'id="help_phone">十一位<', page)
    assert re.search(r'id="error_phone">.*太短<', page)


def test_a_field_without_error_is_not_called_wrong() -> None:
    page = render("forms", '{{ p.field("phone", "电话") }}')

    assert "aria-invalid" not in page
    assert "aria-describedby" not in page


def test_a_password_is_never_sent_back() -> None:
    assert "secret" not in render("forms", '{{ p.field("password", "密码", "secret", type="password") }}')


def test_an_area_keeps_a_leading_line_break_and_counts_what_is_left() -> None:
    page = render("forms", '{{ p.area("text", "内容", "\n一二三", maxlength=500) }}')

    assert ">\n\n一二三</textarea>" in page  # browsers drop the first line break after the tag
    assert ">4/500</span>" in page


@pytest.mark.parametrize(
    ("due", "state", "tone", "words"),
    [
        (timedelta(hours=50), "running", "blue", "剩 2天2小时"),
        (timedelta(hours=3, minutes=12), "running", "orange", "剩 3小时12分"),
        (timedelta(seconds=20), "running", "orange", "剩 1分钟"),
        (timedelta(0), "running", "red", "超 1分钟"),
        (timedelta(days=-1), "running", "red", "超 1天"),
        (timedelta(hours=2), "paused", "neutral", "已暂停"),
        (timedelta(hours=-2), "met", "green", "按时"),
    ],
)
def test_a_countdown_has_the_tone_and_the_words_of_its_state(due: timedelta, state: str, tone: str, words: str) -> None:
    face = moments.countdown(
        AT + due, AT, start_at=AT - timedelta(hours=9), warn_at=AT + due - timedelta(hours=4), state=state
    )

    assert (face.tone, face.words) == (tone, words)
    assert 0 <= face.used <= 100


def test_a_countdown_uses_the_words_for_working_time_until_the_limit_is_over() -> None:
    due = AT + timedelta(days=5)

    assert moments.countdown(due, AT, left="剩 3 个工作日").words == "剩 3 个工作日"
    assert moments.countdown(due, due, left="剩 3 个工作日").tone == "red"


def test_a_countdown_says_the_due_instant_in_words_and_for_machines() -> None:
    page = render("marks", "{{ p.countdown(at, at) }}")

    assert '<time datetime="2026-11-22T14:05:31+08:00"' in page
    assert ">11-22 14:05</time>" in page


def test_times_are_shown_in_local_time() -> None:
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)

    assert moments.moment(late) == "11-23 00:30"
    assert moments.day(late) == "2026年11月23日"
    assert moments.instant(late) == "2026-11-23 00:30:00"
    assert (moments.moment(None), moments.day(None), moments.number(None)) == ("", "", "")
    assert moments.number(1234567) == "1,234,567"


def test_the_level_path_marks_where_the_matter_is() -> None:
    page = render(
        "marks",
        '{{ p.levels([("省", "省未保办", "done"), ("市", "四平市未保办", "now"), ("县", "梨树县未保办", "next")]) }}',
    )

    assert page.count('aria-current="step"') == 1
    assert re.search(r'aria-current="step"><b>市</b><span>四平市未保办<', page)
    assert page.count("visually-hidden") == 2


def test_a_masked_person_offers_the_way_to_see_or_says_why_not() -> None:
    may = render("marks", '{{ p.person("王**", show_url="/reveal") }}')
    may_not = render("marks", '{{ p.person("王**", why_not="没有权限") }}')

    assert 'data-drawer="/reveal"' in may
    assert "data-drawer" not in may_not
    assert 'aria-label="没有权限"' in may_not


def test_there_is_no_way_to_a_page_that_does_not_exist() -> None:
    page = render("tables", '{{ p.pager("?after=9") }}')

    assert page.count("<a ") == 1
    assert 'href="?after=9" rel="next"' in page
    assert page.count('aria-disabled="true"') == 1


def test_only_an_entry_with_a_hash_carries_the_seal() -> None:
    assert "wb-seal" not in render("flow", "{{ p.timeline([entry]) }}", entry=entry())
    assert "9f2c" in render("flow", "{{ p.timeline([entry]) }}", entry=entry(hash="9f2c"))


def test_a_missing_value_is_shown_as_a_dash() -> None:
    page = render("surfaces", '{{ p.facts([("证件", none), ("住址", ""), ("次数", 0)]) }}')

    assert page.count("—") == 2
    assert "<dd>0</dd>" in page


def test_a_chart_of_nothing_is_drawn_without_a_fault() -> None:
    assert "<svg" in render("figures", '{{ p.line("来电", [], "日期", "件") }}')
    assert "0件" in render("figures", '{{ p.bars("未办结", [("长春市", 0)], "件") }}')


def test_a_misspelt_name_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].env.from_string("{{ ticket_numbr }}").render()


def test_the_menu_shows_what_the_actor_may_use_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(menu, "reverse", lambda name: f"/{name}")
    menu.add(menu.Entry("audit", "审计", "audit", "shield", "系统管理", deed="audit.read", order=90))
    menu.add(menu.Entry("rules", "规则", "rules", "ruler", "规则与机构", order=70))
    menu.add(menu.Entry("queue", "工单", "queue", "inbox", "工作", deed="tickets.read", order=30))
    menu.add(menu.Entry("home", "我的工作", "home", "home", "工作", order=10))
    menu.add(menu.Entry("password", "修改密码", "password", "key", menu.PERSONAL))

    groups = menu.for_actor(LIN_JING)
    menu._groups.cache_clear()

    assert [(group.key, [line.key for line in group.lines]) for group in groups] == [
        ("工作", ["home", "queue"]),
        ("规则与机构", ["rules"]),
    ]
    assert [line.url for line in menu.personal(LIN_JING)] == ["/password"]


@override_settings(WEIBAO_DEMO=True)
def test_the_gallery_shows_every_macro_of_every_part() -> None:
    page = gallery(RequestFactory().get("/gallery")).content.decode()

    for mark in ("wb-status", "wb-urgency", "wb-clock", "wb-turn", "wb-levels", "wb-timeline", "wb-tree", "wb-verbs"):
        assert mark in page
    for mark in ("wb-field", "wb-person", "wb-region", "wb-table", "wb-drawer", "wb-empty", "wb-toast", "wb-progress"):
        assert mark in page


@override_settings(WEIBAO_DEMO=False, DEBUG=False)
def test_there_is_no_gallery_in_production() -> None:
    with pytest.raises(Http404):
        gallery(RequestFactory().get("/gallery"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_for_scripts_are_readable_in_each_language(language: str) -> None:
    with translation.override(language):
        page = html.unescape(engines["jinja2"].env.get_template("kernel/error.html").render())

    words = json.loads(re.search(r'name="weibao-words" content="(\{.*\})">', page)[1])
    assert "{time}" in words["saved"]
    assert all(words.values())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_has_nothing_that_the_content_security_policy_forbids(template: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|\shx-on", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_uses_only_icons_that_are_in_the_sprite(template: Path) -> None:
    known = set((PROJECT / "tools" / "icons.txt").read_text(encoding="utf-8").split())

    used = set(re.findall(r"\bicon\(\"([a-z0-9-]+)\"", template.read_text(encoding="utf-8")))

    assert used <= known


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_and_sizes_are_named_in_the_tokens_only(sheet: Path) -> None:
    if sheet.name == "tokens.css":
        return
    rules = re.sub(r"/\*.*?\*/|@media[^{]*|@page[^}]*\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\d(?:px|rem|pt|mm)\b", rules) == []


def test_the_lock_of_the_page_assets_pins_hashes_and_names_no_address() -> None:
    lock = (PROJECT / "package-lock.json").read_text(encoding="utf-8")

    packages = {name: facts for name, facts in json.loads(lock)["packages"].items() if name}
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert not re.search(r"https?:", lock)
    assert "omit-lockfile-registry-resolved=true" in (PROJECT / ".npmrc").read_text(encoding="utf-8")


def test_text_passes_the_contrast_of_wcag_on_its_tint_and_on_white() -> None:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", (KERNEL / "static/weibao/css/tokens.css").read_text()))
    pairs = [(tone, ground) for tone in ("red", "orange", "green", "violet") for ground in (f"{tone}-tint", "surface")]
    pairs += [("ink", "ground"), ("muted", "surface"), ("muted", "ground"), ("muted", "line-soft"), ("muted", "head")]
    pairs += [("blue-dark", "blue-tint"), ("blue", "surface"), ("blue", "ground"), ("blue", "blue-tint")]
    pairs += [("on-blue", "blue"), ("surface", "red"), ("on-deep", "blue-deep"), ("on-deep-soft", "deep-field")]
    pairs += [("faint", "surface"), ("orange", "orange-tint"), ("ink", "red-tint"), ("paper-red", "surface")]

    weak = {pair: ratio for pair in pairs if (ratio := contrast(tokens[pair[0]], tokens[pair[1]])) < 4.5}

    assert weak == {}


def test_the_edges_of_controls_and_the_marks_pass_the_contrast_for_shapes() -> None:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", (KERNEL / "static/weibao/css/tokens.css").read_text()))

    for name in ("edge", "blue", "red-mark", "green-mark", "violet-mark"):
        assert contrast(tokens[name], tokens["surface"]) >= 3, name


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, relative luminance)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
