"""Who acts: one frozen value that every rule, action and read is given."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A tier of administration, highest first."""

    NATION = "nation"  # 国家
    PROVINCE = "province"  # 省级
    CITY = "city"  # 地市级
    COUNTY = "county"  # 县级
    TOWNSHIP = "township"  # 乡级
    VILLAGE = "village"  # 村级

    @property
    def rank(self) -> int:
        """Return 0 for the nation up to 5 for a village."""
        return _RANKS[self]

    def is_above(self, other: "Level") -> bool:
        """Return whether this tier stands above ``other``."""
        return self.rank < other.rank


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a post (or the system itself) together with what that post may do and see.

    ``scope_path`` is the region path whose rows the actor may read; ``""`` means none by region, so that only what
    was given to ``unit_id`` is visible, and not even that to a post that reads no tickets (``reads_shared``).
    """

    id: int
    name: str
    login: str
    unit_id: int | None
    unit_name: str
    unit_kind: str
    level: Level | None
    region_code: str
    scope_path: str
    deeds: frozenset[str]
    roles: frozenset[str] = frozenset()
    reads_shared: bool = True

    @property
    def is_system(self) -> bool:
        """Return whether nobody but the platform itself acts."""
        return self.id == 0

    @property
    def unit(self) -> int:
        """Return the unit acted for; a rule has made sure that there is one, so LookupError is a bug."""
        if self.unit_id is None:
            raise LookupError("nobody's unit")
        return self.unit_id

    def holds(self, deed: str) -> bool:
        """Return whether the post of this actor includes the permission ``deed``."""
        return self.is_system or deed in self.deeds

    def belongs_to(self, unit_id: int | None) -> bool:
        """Return whether the actor acts for the unit ``unit_id``."""
        return unit_id is not None and self.unit_id == unit_id

    def covers(self, path: str) -> bool:
        """Return whether ``path`` lies in the region that this actor may read."""
        return bool(self.scope_path) and path.startswith(self.scope_path)


SYSTEM = Actor(
    id=0,
    name="系统",
    login="system",
    unit_id=None,
    unit_name="",
    unit_kind="",
    level=None,
    region_code="",
    scope_path="/",
    deeds=frozenset(),
)
