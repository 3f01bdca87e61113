"""Draws the map of modules from the code: each module's one sentence, its floor, and whom it imports."""

import ast
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "weibao"

# From top to bottom, as in the contract "Floors import downwards only"; the sentence is in each floor's own package.
FLOORS = ("config", "simulation", "doors", "oversight", "work", "advice", "people", "foundation")
WITHOUT_MODULES = ("config", "simulation")
FOUND_BY_ALL = "kernel"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its short name, floor, one sentence, and the short names of the modules it imports."""

    name: str
    floor: str
    sentence: str
    imports: tuple[str, ...]


def document() -> str:
    """Return the module map as Markdown."""
    found = modules()
    lines = [
        "# The map of modules",
        "",
        "Generated from the code by `make docs`. A module imports only what stands on a lower floor, or below it on",
        "its own; what happens below is heard above through events. The contracts in `pyproject.toml` hold this.",
        "",
        *picture(found),
        "",
        f"Everybody imports `{FOUND_BY_ALL}`; those arrows are left out. Where to start reading is in",
        "[CONTRIBUTING](../../CONTRIBUTING.md), the reasons for this shape in",
        "[ADR 1](../adr/0001-a-modular-monolith-with-floors.md).",
        "",
    ]
    for floor in FLOORS:
        lines += [f"## {floor}", "", sentence_of(SOURCE / floor), ""]
        inside = [module for module in found if module.floor == floor]
        if floor in WITHOUT_MODULES:
            lines += [f"Imports: {', '.join(f'`{name}`' for name in inside[0].imports) or 'nothing'}.", ""]
            continue
        lines += ["| module | its one sentence | imports |", "|---|---|---|"]
        for module in inside:
            imports = ", ".join(f"`{name}`" for name in module.imports) or "—"
            place = f"[`{module.name}`](../../src/weibao/{floor}/{module.name})"
            lines.append(f"| {place} | {module.sentence} | {imports} |")
        lines.append("")
    return "\n".join(lines)


def picture(found: list[Module]) -> list[str]:
    """Return the lines of a Mermaid drawing: one box per floor, one arrow per import between modules."""
    lines = ["```mermaid", "flowchart TB"]
    for floor in FLOORS:
        inside = [module for module in found if module.floor == floor]
        if floor in WITHOUT_MODULES:
            lines.append(f"  {floor}")
            continue
        lines.append(f"  subgraph {floor}_floor [{floor}]")
        lines += [f"    {module.name}" for module in inside]
        lines.append("  end")
    for module in found:
        if module.floor == "config":
            continue  # puts everything together, so its arrows would point everywhere
        lines += [f"  {module.name} --> {name}" for name in module.imports if name != FOUND_BY_ALL]
    return [*lines, "```"]


def modules() -> list[Module]:
    """Return all modules, floor by floor from the top, in the order in which they may import each other."""
    graph = grimp.build_graph("weibao", cache_dir=None)
    places: dict[str, tuple[str, Path]] = {}
    for floor in FLOORS:
        if floor in WITHOUT_MODULES:
            places[f"weibao.{floor}"] = (floor, SOURCE / floor)
            continue
        for folder in sorted((SOURCE / floor).iterdir()):
            if (folder / "__init__.py").is_file():
                places[f"weibao.{floor}.{folder.name}"] = (floor, folder)
    imports = {name: _imports(graph, name, places) for name in places}
    result = [
        Module(folder.name, floor, sentence_of(folder), tuple(_short(name) for name in imports[full]))
        for full, (floor, folder) in places.items()
    ]
    # On one floor the one that imports the others comes first, as on the floors themselves.
    depth = {module.name: _depth(module.name, {m.name: m.imports for m in result}) for module in result}
    return sorted(result, key=lambda module: (FLOORS.index(module.floor), -depth[module.name], module.name))


def _imports(graph: grimp.ImportGraph, name: str, places: dict[str, tuple[str, Path]]) -> list[str]:
    """Return the modules that ``name`` imports; what only its tests import does not count."""
    own = [part for part in graph.find_descendants(name) | {name} if ".tests" not in part and ".makers" not in part]
    reached = {target for part in own for target in graph.find_modules_directly_imported_by(part)}
    found = {place for place in places for target in reached if target == place or target.startswith(f"{place}.")}
    return sorted(found - {name}, key=lambda place: (FLOORS.index(places[place][0]), place))


def sentence_of(package: Path) -> str:
    """Return the first paragraph of what a package says about itself."""
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def _depth(name: str, imports: dict[str, tuple[str, ...]]) -> int:
    return 1 + max((_depth(other, imports) for other in imports.get(name, ())), default=0)


def _short(name: str) -> str:
    return name.rsplit(".", 1)[-1]
