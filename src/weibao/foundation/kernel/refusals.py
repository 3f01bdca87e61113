"""Expected ways of saying no: a code for programs, a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def noop(text: str) -> str:
    """Mark ``text`` for translation and return it unchanged.

    Our own, so that rules can mark sentences without importing a framework.
    """
    return text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done: ``code`` is stable, ``text`` is a Chinese sentence with ``%(name)s`` places."""

    code: str
    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return the Chinese sentence with its values filled in."""
        return self.text % self.params if self.params else self.text

    def with_values(self, **params: object) -> "Refusal":
        """Return the same refusal with ``params`` filled in."""
        return Refusal(self.code, self.text, {**self.params, **params})


class RefusedError(Exception):
    """What was asked is refused by a rule; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.sentence()}")
        self.refusal = refusal


class InvalidError(RefusedError):
    """Some fields are wrong: ``faults`` names each with its own refusal, and nothing was stored."""

    def __init__(self, faults: Mapping[str, Refusal]) -> None:
        super().__init__(Refusal("invalid", noop("有 %(count)d 处填写有误，请改正后再提交"), {"count": len(faults)}))
        self.faults = dict(faults)


def refuse_if(refusal: Refusal | None) -> None:
    """Raise RefusedError when there is a refusal; otherwise do nothing."""
    if refusal is not None:
        raise RefusedError(refusal)
