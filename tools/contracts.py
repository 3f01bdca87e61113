"""The import contract that import-linter does not have: other modules see only a module's face."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.domain.imports import ImportExpression

_DEPTH = 3  # weibao.<floor>.<module>


@dataclass(frozen=True, slots=True)
class _Border:
    """What may be imported across the border between two modules."""

    faces: frozenset[str]
    makers: frozenset[str]
    open_modules: frozenset[str]
    values: frozenset[str]
    composers: frozenset[str]
    doors: frozenset[str]

    def allows(self, importer: str, imported: str) -> bool:
        """Return whether ``importer`` may import ``imported``; both are full names in dotted form."""
        home, target = _module_of(importer), _module_of(imported)
        if target is None or home == target or target in self.open_modules or imported in self.values:
            return True
        if imported == target:
            return True  # the bare package: import-linter records it for ``from floor.module import face``
        role = imported.split(".")[_DEPTH]
        if role in self.faces:
            return True
        if role in self.makers:
            return bool({"tests", "makers"} & set(importer.split(".")))
        return role in self.doors and ".".join(importer.split(".")[:2]) in self.composers


class FacesOnlyContract(Contract):
    """Checks that a module imports of other modules only their face.

    ``faces`` are the file names that make the face, ``makers`` those that tests and makers may import besides,
    ``open_modules`` modules that are all face, ``values`` single files of plain values that stand open,
    ``composers`` packages that may plug in the ``doors`` of others. ``ignore_imports`` are single exceptions.
    """

    faces = fields.ListField(subfield=fields.StringField())
    makers = fields.ListField(subfield=fields.StringField())
    open_modules = fields.ListField(subfield=fields.StringField())
    values = fields.ListField(subfield=fields.StringField())
    composers = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return every import that goes past a face."""
        names = ("faces", "makers", "open_modules", "values", "composers", "doors")
        output.verbose_print(verbose, f"Looking past the faces of {len(graph.modules)} modules ...")
        ignored = contract_utils.remove_ignored_imports_and_report(
            graph=graph,
            ignore_imports=cast("Sequence[ImportExpression] | None", self.ignore_imports),  # a field holds its value
            unmatched_alerting=contract_utils.AlertLevel.ERROR,
        )
        border = _Border(*(frozenset(getattr(self, name)) for name in names))
        past = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if importer.startswith("weibao.")
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not border.allows(importer, imported)
        ]
        return ContractCheck(
            kept=not past,
            warnings=list(ignored.warnings),
            ignored_import_count=ignored.ignored_import_count,
            metadata={"past": past},
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that goes past a face."""
        for importer, imported in check.metadata["past"]:
            output.print_error(f"{importer} imports {imported}, which is not a face", bold=False)


def _module_of(name: str) -> str | None:
    """Return ``weibao.<floor>.<module>`` for what lies in a module of a floor, else None."""
    parts = name.split(".")
    if parts[0] != "weibao" or len(parts) < _DEPTH or parts[1] in {"config", "simulation"}:
        return None
    return ".".join(parts[:_DEPTH])
