"""Whatever is done to a stored chain breaks it, and the break is named."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.foundation.audit.makers import AT, NANGUAN
from weibao.foundation.audit.rules.content import GENESIS, Content, canonical
from weibao.foundation.audit.rules.digests import Algorithm, Keyring, keyed_hash
from weibao.foundation.audit.rules.links import Break, BreakKind, Link, broken_link, canonical_head

KEYS = Keyring(Algorithm.SM3, 1, {1: b"k" * 32})


def chain(length: int, subject: str = "ticket:1") -> list[Link]:
    links: list[Link] = []
    for seq in range(1, length + 1):
        content = Content(
            subject, seq, AT, "tickets.note", 11, "林静", 21, "热线", f"第{seq}步", "{}", NANGUAN, "sm3", 1
        )
        previous = links[-1].hash if links else GENESIS
        value = KEYS.sign(canonical(content, previous))
        links.append(Link(content, previous, value, None, None, None, None))
    last = links[-1]
    proof = KEYS.sign(canonical_head(subject, length, last.hash))
    links[-1] = last._replace(head_hash=last.hash, head_proof=proof, head_is_sealed=False)
    return links


def first_break(links: list[Link]) -> Break | None:
    for index, link in enumerate(links):
        before = links[index - 1] if index else None
        after = links[index + 1] if index + 1 < len(links) else None
        if broken := broken_link(before, link, after, KEYS):
            return broken
    return None


@dataclass(frozen=True)
class Attack:
    kind: BreakKind
    links: list[Link]
    seq: int


def change(links: list[Link], at: int) -> Attack:
    links[at] = links[at]._replace(content=links[at].content._replace(summary="没有这回事"))
    return Attack(BreakKind.CHANGED, links, at + 1)


def remove(links: list[Link], at: int) -> Attack:
    at = min(at, len(links) - 2)
    return Attack(BreakKind.REMOVED, links[:at] + links[at + 1 :], at + 1)


def swap(links: list[Link], at: int) -> Attack:
    at = min(at, len(links) - 2)
    one, two = links[at], links[at + 1]
    links[at] = two._replace(content=two.content._replace(seq=at + 1))
    links[at + 1] = one._replace(content=one.content._replace(seq=at + 2))
    return Attack(BreakKind.REORDERED, links, at + 1)


def forge(links: list[Link], at: int) -> Attack:
    content = links[at].content._replace(summary="伪造的一步")
    value = keyed_hash("sm3", b"guessed key", canonical(content, links[at].previous_hash))
    links[at] = links[at]._replace(content=content, hash=value)
    return Attack(BreakKind.FORGED, links, at + 1)


def append(links: list[Link], _: int) -> Attack:
    last = links[-1]
    content = last.content._replace(seq=len(links) + 1, summary="伪造的一步")
    value = keyed_hash("sm3", b"guessed key", canonical(content, last.hash))
    forged = last._replace(content=content, previous_hash=last.hash, hash=value, head_hash=value)
    links[-1] = last._replace(head_hash=None, head_proof=None, head_is_sealed=None)
    return Attack(BreakKind.FORGED, [*links, forged], len(links) + 1)


def cut_off(links: list[Link], at: int) -> Attack:
    at = max(1, min(at, len(links) - 1))
    kept, last = links[:at], links[-1]
    kept[-1] = kept[-1]._replace(head_hash=kept[-1].hash, head_proof=last.head_proof, head_is_sealed=False)
    return Attack(BreakKind.HEAD_MISMATCH, kept, at)


def unseal(links: list[Link], at: int) -> Attack:
    links[at] = links[at]._replace(sealed_hash=b"another" * 4 + b"hash")
    return Attack(BreakKind.SEAL_MISMATCH, links, at + 1)


def lose_leaf(links: list[Link], _: int) -> Attack:
    links[-1] = links[-1]._replace(head_is_sealed=True)
    return Attack(BreakKind.SEAL_MISMATCH, links, len(links))


@given(st.integers(1, 12))
def test_an_untouched_chain_is_whole(length: int):
    assert first_break(chain(length)) is None


@pytest.mark.parametrize("attack", [change, remove, swap, forge, append, cut_off, unseal, lose_leaf])
@given(length=st.integers(2, 8), data=st.data())
def test_an_attack_anywhere_is_found_and_named(attack, length: int, data: st.DataObject):
    done = attack(chain(length), data.draw(st.integers(0, length - 1)))

    assert first_break(done.links) == Break("ticket:1", done.seq, done.kind)


@given(length=st.integers(1, 5), data=st.data())
def test_a_change_of_any_field_is_found(length: int, data: st.DataObject):
    links = chain(length)
    at = data.draw(st.integers(0, length - 1))
    field = data.draw(st.sampled_from([name for name in Content._fields if name != "seq"]))
    other = {"at": AT.replace(second=1), "by_id": 99, "unit_id": None, "key_version": 7, "facts": '{"a":1}'}
    links[at] = links[at]._replace(content=links[at].content._replace(**{field: other.get(field, "anders")}))

    assert first_break(links).kind in {BreakKind.CHANGED, BreakKind.FORGED}


def test_rows_of_two_genuine_histories_do_not_join():
    links, other = chain(3), chain(3)
    content = other[0].content._replace(summary="另一段历史")
    value = KEYS.sign(canonical(content, GENESIS))
    links[0] = links[0]._replace(content=content, hash=value)

    assert first_break(links) == Break("ticket:1", 2, BreakKind.REORDERED)


def test_a_genuine_row_of_another_subject_is_out_of_place():
    foreign = chain(2, "ticket:2")
    links = chain(2)
    links[0] = foreign[0]._replace(content=foreign[0].content._replace(subject="ticket:1"))

    assert first_break(links).kind is BreakKind.FORGED


@pytest.mark.parametrize("kind", BreakKind)
def test_every_break_has_its_sentence(kind: BreakKind):
    assert Break("ticket:1", 3, kind).sentence().startswith("ticket:1 的")
    assert "%" not in replace(Break("ticket:1", 3, kind)).sentence()
