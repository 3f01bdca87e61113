"""Who acts in the tests of clocks."""

from weibao.foundation.kernel.actor import Actor, Level


def actor(unit_id: int, scope_path: str, *, number: int = 11, name: str = "林静") -> Actor:
    """Return somebody of the unit ``unit_id`` who may read the region ``scope_path``."""
    return Actor(
        id=number,
        name=name,
        login=f"login{number}",
        unit_id=unit_id,
        unit_name=f"单位{unit_id}",
        unit_kind="line_12345",
        level=Level.CITY,
        region_code="220100",
        scope_path=scope_path,
        deeds=frozenset(),
    )


CITY = actor(7, "/22/2201/")
