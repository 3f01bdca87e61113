"""What roles allow; no database."""

from weibao.people.access.roles import ADMINISTRATORS, DEEDS, DEEDS_OF, LABELS, Role, deeds_of


def test_every_role_has_a_name_and_its_deeds_are_known() -> None:
    assert set(LABELS) == set(DEEDS_OF) == set(Role)
    for deeds in DEEDS_OF.values():
        assert deeds <= set(DEEDS)


def test_every_deed_is_allowed_to_some_role() -> None:
    assert deeds_of(frozenset(Role)) == set(DEEDS)


def test_administrators_neither_read_tickets_nor_share_a_power() -> None:
    for role in ADMINISTRATORS:
        assert not {deed for deed in DEEDS_OF[role] if deed.startswith(("tickets.", "intake."))}
    powers = [
        {"access.manage_accounts", "directory.manage"} & DEEDS_OF[Role.SYSTEM_ADMIN],
        {"access.grant"} & DEEDS_OF[Role.SECURITY_ADMIN],
        {"audit.read"} & DEEDS_OF[Role.AUDITOR],
    ]
    for power in powers:
        assert power
        assert [role for role in Role if power & DEEDS_OF[role]] == [
            role for role in ADMINISTRATORS_IN_ORDER if power <= DEEDS_OF[role]
        ]


ADMINISTRATORS_IN_ORDER = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR]


def test_an_intern_decides_and_reveals_nothing() -> None:
    assert DEEDS_OF[Role.INTERN] == {
        "intake.register",
        "tickets.read",
        "tickets.note",
        "policy.read",
        "directory.read",
    }


def test_several_roles_add_up() -> None:
    both = deeds_of(frozenset({Role.HANDLER, Role.DISPATCHER}))

    assert both == DEEDS_OF[Role.HANDLER] | DEEDS_OF[Role.DISPATCHER]
    assert deeds_of(frozenset()) == frozenset()
