"""Our own import contract stops imports past a module's face and lets the others pass."""

import grimp
import pytest

from tools.contracts import FacesOnlyContract

OPTIONS = {
    "faces": ["api", "events"],
    "makers": ["makers"],
    "open_modules": ["weibao.foundation.kernel"],
    "values": ["weibao.people.directory.kinds"],
    "composers": ["weibao.config"],
    "doors": ["urls", "endpoints"],
}


def kept(importer: str, imported: str) -> bool:
    """Return whether the contract allows the one import."""
    graph = grimp.ImportGraph()
    graph.add_module(importer)
    graph.add_module(imported)
    graph.add_import(importer=importer, imported=imported)
    contract = FacesOnlyContract(name="faces", session_options={}, contract_options=OPTIONS)
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("weibao.work.tickets.actions.dispatch", "weibao.people.directory.api"),
        ("weibao.work.tickets.apps", "weibao.advice.deadlines.events"),
        ("weibao.work.tickets.rules", "weibao.people.directory.kinds"),
        ("weibao.work.tickets.models", "weibao.foundation.kernel.fields"),
        ("weibao.work.tickets.queries.detail", "weibao.work.tickets.models"),
        ("weibao.work.tickets.tests.test_verbs", "weibao.people.directory.makers"),
        ("weibao.work.tickets.makers", "weibao.people.directory.makers"),
        ("weibao.config.tests.test_audit_command", "weibao.foundation.audit.makers"),
        ("weibao.config.urls", "weibao.work.tickets.urls"),
        ("weibao.simulation.province", "weibao.work.tickets.api"),
    ],
)
def test_a_face_may_be_imported(importer: str, imported: str) -> None:
    assert kept(importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("weibao.work.tickets.actions.dispatch", "weibao.people.directory.models"),
        ("weibao.work.tickets.actions.dispatch", "weibao.people.directory.queries.units"),
        ("weibao.work.tickets.actions.dispatch", "weibao.people.directory.makers"),
        ("weibao.work.tickets.tests.test_verbs", "weibao.people.directory.models"),
        ("weibao.doors.desk.views", "weibao.work.tickets.endpoints"),
        ("weibao.config.urls", "weibao.work.tickets.actions"),
        ("weibao.simulation.province", "weibao.work.tickets.actions.dispatch"),
    ],
)
def test_an_import_past_the_face_is_stopped(importer: str, imported: str) -> None:
    assert not kept(importer, imported)
