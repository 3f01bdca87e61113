"""Names for what the record knows by code or number: modules above say what deeds are called and who is who."""

from collections.abc import Callable, Collection, Mapping

from weibao.foundation.audit.rules.reading import READ, VERIFY
from weibao.foundation.kernel.refusals import noop

FindPeople = Callable[[str], Collection[int]]

_deeds: dict[str, str] = {READ: noop("查阅审计记录"), VERIFY: noop("校验审计链")}
_find_people: list[FindPeople] = []


def name_deeds(names: Mapping[str, str]) -> None:
    """Say what deeds are called: marked Chinese by code. Called from a module's ``apps.ready``."""
    _deeds.update(names)


def find_people_by(find: FindPeople) -> None:
    """Say how the accounts of a person's name are found. Called from a module's ``apps.ready``."""
    _find_people.append(find)


def deeds() -> Mapping[str, str]:
    """Return every named deed with its name in marked Chinese."""
    return _deeds


def name_of(deed: str) -> str:
    """Return what a deed is called, in marked Chinese, or its code where no module has named it."""
    return _deeds.get(deed, deed)


def people(name: str) -> list[int]:
    """Return the accounts of people with this name."""
    return sorted({number for find in _find_people for number in find(name)})
