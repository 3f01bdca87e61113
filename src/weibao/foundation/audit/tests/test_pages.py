"""The audit view: who may look, what is found, one entry, a chain that is checked, seals; and that looking is seen."""

import html
import re
from datetime import timedelta

import psycopg
import pytest

from weibao.foundation.audit import names
from weibao.foundation.audit.actions.recording import record
from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.makers import AT, NANGUAN, actor, auditor, make_entries
from weibao.foundation.audit.models import Entry
from weibao.foundation.audit.names import name_deeds, name_of
from weibao.foundation.audit.rules.reading import READ, VERIFY
from weibao.foundation.kernel import clock, makers
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as, bind

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def installation(settings, monkeypatch):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)
    monkeypatch.setattr(names, "_find_people", [lambda name: {"林静": [11], "周远": [31, 32]}.get(name, [])])


@pytest.fixture
def on_record(db: None, installation: None) -> None:
    """Three entries on a ticket by 林静, and a log-in of 周远 an hour later."""
    bind(auditor())
    make_entries("ticket:123", 3)
    later = AT + timedelta(hours=1)
    zhou_yuan = actor(number=31, name="周远")
    record(subject="account:31", deed="access.sign_in", by=zhou_yuan, at=later, summary="登录成功", path=NANGUAN)


@pytest.fixture
def read(on_record: None):
    def get(address: str, status: int = 200, by: Actor | None = None, **headers: str) -> str:
        answer = makers.client(by or auditor()).get(address, headers=headers)
        assert answer.status_code == status
        return html.unescape(answer.text)

    return get


def table(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]


def looks(number: int = 12) -> list[tuple[str, str, dict[str, object]]]:
    """What stands on record of the looking of an account, in order."""
    bind(auditor())
    found = Entry.objects.filter(subject=f"account:{number}", deed__in=[READ, VERIFY]).order_by("seq")
    return [(entry.deed, entry.summary, entry.facts) for entry in found]


@pytest.mark.django_db
def test_nobody_sees_the_record_without_logging_in(client):
    assert client.get("/audit/").status_code == 302


@pytest.mark.parametrize(
    "address", ["/audit/", "/audit/seals", "/audit/chains/ticket:123", "/audit/entries/1/ticket:123"]
)
def test_whoever_may_not_read_the_record_is_told_so_and_leaves_nothing_on_it(read, address):
    assert "您没有查阅审计记录的权限" in read(address, 403, actor())
    assert looks(11) == []


def test_a_check_by_whoever_may_not_read_is_refused_and_leaves_nothing(on_record):
    answer = makers.client(actor()).post("/audit/chains/ticket:123")

    assert answer.status_code == 403
    assert looks(11) == []


def test_the_record_is_listed_from_the_newest_to_the_oldest(read):
    found = table(read("/audit/?day=2026-03-02"))

    assert re.findall(r'class="wb-code" href="[^"]+">([^<]+)<', found) == ["account:31"] + ["ticket:123"] * 3
    assert found.index("补充说明之3") < found.index("补充说明之1")
    assert "2026-03-02 09:30:15" in found


@pytest.mark.parametrize(
    ("asked", "count"),
    [("person=周远", 1), ("person=31", 1), ("person=林静", 3), ("deed=tickets.note", 3), ("subject=ticket:123", 3)],
)
def test_the_record_is_narrowed_by_person_deed_and_subject(read, asked, count):
    assert table(read(f"/audit/?day=2026-03-02&{asked}")).count("<tr") == count


@pytest.mark.parametrize("asked", ["person=没有的人", "person=99999999999999999999999", "subject=张三", "deed=x"])
def test_what_is_not_on_record_gives_an_empty_page_that_says_how_to_ask(read, asked):
    page = read(f"/audit/?{asked}")

    assert "没有符合条件的记录" in page
    assert f'value="{asked.split("=")[1]}"' in page or asked == "deed=x"


@pytest.mark.parametrize("asked", ["day=never", "cursor=x", f"person={'长' * 101}"])
def test_what_cannot_be_asked_is_refused(read, asked):
    read(f"/audit/?{asked}", 422)


def test_pages_join_without_gap_or_repetition(on_record, django_assert_max_num_queries):
    make_entries("ticket:9", 117)
    seen: list[str] = []
    address = "/audit/?deed=tickets.note&day=2026-03-02"

    while address:
        with django_assert_max_num_queries(5):  # savepoint, row scope, search, and the two of the record of a look
            page = html.unescape(makers.client(auditor()).get(address).text)
        seen += re.findall(r'data-href="([^"]+)"', page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = f"/audit/{following[1]}" if following else ""

    assert len(seen) == len(set(seen)) == 120


def test_an_entry_shows_what_its_hash_covers_in_the_drawer_and_as_a_page(read):
    drawer = read("/audit/entries/2/ticket:123", **{"hx-request": "true"})
    page = read("/audit/entries/2/ticket:123")
    first, second = Entry.objects.filter(subject="ticket:123").order_by("seq")[:2]

    assert "<html" not in drawer
    assert "<html" in page
    for shown in (drawer, page):
        assert bytes(second.hash).hex() in shown
        assert bytes(first.hash).hex() in shown
        assert "SM3" in shown
        assert "unit_id" in shown
        assert "还没有封存" in shown


def test_an_entry_names_the_first_seal_over_it(read):
    seal(day=clock.day_of(AT), at=AT + timedelta(days=1))

    assert "2026年3月2日" in read("/audit/entries/1/ticket:123")


@pytest.mark.parametrize(
    "address",
    ["/audit/entries/9/ticket:123", "/audit/entries/1/ticket:9", "/audit/entries/99999999999999999999/ticket:123"],
)
def test_an_entry_that_is_not_there_is_not_found(read, address):
    read(address, 404)


def test_an_auditor_of_another_city_finds_nothing_of_it(read):
    elsewhere = actor(number=13, unit_id=23, scope_path="/22/2202/", deeds=frozenset({READ}))

    assert "ticket:123" not in table(read("/audit/?day=2026-03-02", by=elsewhere))
    read("/audit/entries/1/ticket:123", 404, elsewhere)
    read("/audit/chains/ticket:123", 404, elsewhere)
    assert makers.client(elsewhere).post("/audit/chains/ticket:123").status_code == 404


def test_a_chain_shows_its_length_its_head_and_how_far_it_is_sealed(read):
    seal(day=clock.day_of(AT), at=AT + timedelta(days=1))
    make_entries("ticket:123", 2)

    page = read("/audit/chains/ticket:123")

    head = Entry.objects.get(subject="ticket:123", seq=5)
    assert bytes(head.hash).hex() in page
    assert "已封存到第 3 条" in page
    assert table(page).count("<tr") == 5


def test_a_chain_of_no_subject_is_not_found(read):
    read("/audit/chains/ticket:9", 404)
    read("/audit/chains/nonsense", 404)


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_whole_chain_is_found_whole_as_page_and_as_fragment(on_record, headers):
    answer = makers.client(auditor()).post("/audit/chains/ticket:123", headers=headers)

    assert "3 条记录逐条相连" in answer.text
    assert ("<html" in answer.text) is not bool(headers)


@pytest.mark.slow
def test_a_chain_with_a_changed_entry_is_called_broken_with_its_place(
    committed: str, superuser: psycopg.Connection, installation: None
):
    with acting_as(auditor()):
        make_entries("ticket:123", 3)
    superuser.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    superuser.execute("UPDATE audit_entry SET summary = '改过' WHERE subject = 'ticket:123' AND seq = 2")

    answer = makers.client(auditor()).post("/audit/chains/ticket:123")

    assert "校验发现不符" in answer.text
    assert "ticket:123 的第 2 条记录内容被改动" in answer.text
    with acting_as(auditor()):
        assert looks()[0][2] == {"subject": "ticket:123", "entries": 3, "breaks": ["changed"]}


def test_looking_through_the_whole_record_is_not_put_on_it(read):
    read("/audit/")
    read("/audit/?deed=tickets.note&day=2026-03-02")
    read("/audit/seals")

    assert looks() == []


def test_looking_into_one_person_or_subject_stands_on_the_record_of_the_one_who_looked(read):
    read("/audit/?person=周远")
    read("/audit/?subject=ticket:123")
    read("/audit/chains/ticket:123")

    assert looks() == [
        (READ, "查阅 账号 31、账号 32 的审计记录", {"accounts": [31, 32], "subject": ""}),
        (READ, "查阅 ticket:123 的审计记录", {"accounts": [], "subject": "ticket:123"}),
        (READ, "查阅 ticket:123 的审计记录", {"accounts": [], "subject": "ticket:123"}),
    ]


def test_what_is_typed_but_means_nobody_gets_onto_no_record(read):
    read("/audit/?person=王小明")
    read("/audit/?subject=王小明")

    assert looks() == []


def test_turning_the_page_of_a_search_is_not_put_on_record_again(on_record):
    make_entries("ticket:9", 60)
    client = makers.client(auditor())
    page = html.unescape(client.get("/audit/?subject=ticket:9").text)

    client.get("/audit/" + re.search(r'href="(\?[^"]+)" rel="next"', page)[1])

    assert len(looks()) == 1


def test_a_check_stands_on_the_record_with_its_outcome(on_record):
    makers.client(auditor()).post("/audit/chains/ticket:123", headers={"hx-request": "true"})

    assert looks() == [
        (VERIFY, "校验 ticket:123 的审计链：完好", {"subject": "ticket:123", "entries": 3, "breaks": []})
    ]


def test_seals_are_listed_the_newest_first_and_page_by_page(read):
    for number in range(53):
        day = AT + timedelta(days=number)
        seal(day=clock.day_of(day), at=day + timedelta(days=1))

    first = read("/audit/seals")
    second = read("/audit/seals" + re.search(r'href="(\?[^"]+)" rel="next"', first)[1])

    assert table(first).count("<tr") == 50
    assert table(second).count("<tr") == 3
    assert table(first).index("2026年4月23日") < table(first).index("2026年4月22日")


def test_before_the_first_seal_the_page_says_when_it_comes(read):
    assert "第一号在今天结束以后作出" in read("/audit/seals")


def test_hostile_text_is_escaped_everywhere(on_record):
    record(
        subject="ticket:66",
        deed="tickets.note",
        by=actor(number=77, name=HOSTILE),
        at=AT,
        summary=HOSTILE,
        facts={"word": HOSTILE},
        path=NANGUAN,
    )
    client = makers.client(auditor())

    for address in (
        "/audit/?subject=ticket:66",
        "/audit/chains/ticket:66",
        "/audit/entries/1/ticket:66",
    ):
        assert "<script>alert" not in client.get(address).text
    assert "<script>alert" not in client.get("/audit/", {"person": HOSTILE, "subject": HOSTILE, "deed": HOSTILE}).text


def test_a_deed_is_called_what_its_module_says_and_by_its_code_otherwise(read, monkeypatch):
    monkeypatch.setattr(names, "_deeds", dict(names._deeds))
    name_deeds({"tickets.note": "填写工单备注"})

    found = table(read("/audit/?day=2026-03-02"))

    assert "填写工单备注" in found
    assert name_of("nobody.named_it") == "nobody.named_it"
