"""Finds a Chromium for the browser tests, or fetches Debian's, and prints its path; prints nothing when it cannot.

    WEIBAO_CHROMIUM=/path make test      # to name one by hand

Root installs the packages. An ordinary user cannot, so the same packages and what they depend on are downloaded with
apt's own verification and unpacked into build/chromium, which needs no rights at all.
"""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / "build" / "chromium"
LAUNCHER = UNPACKED / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")  # without the font every Chinese page is a row of boxes

_LAUNCH = """#!/bin/sh
# Runs the Chromium unpacked beside this file, with the libraries and fonts unpacked with it.
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="{libraries}"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/root/usr/lib/chromium/chromium" "$@"
"""
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
</fontconfig>
"""


class NoBrowserError(Exception):
    """No Chromium is here and none can be had; the text says why."""


def main() -> int:
    """Print the path of a Chromium that runs; on standard error say why when there is none. Always succeeds."""
    try:
        print(find() or fetch())
    except NoBrowserError as error:
        print(f"Browser tests cannot run on this machine and are left out: {error}", file=sys.stderr)
    return 0


def find() -> str | None:
    """Return the Chromium named by ``WEIBAO_CHROMIUM``, else the system's, else the one unpacked earlier."""
    named = os.environ.get("WEIBAO_CHROMIUM")
    if named:
        if not works(named):
            raise NoBrowserError(f"WEIBAO_CHROMIUM={named} does not run")
        return named
    candidates = [shutil.which(name) for name in NAMES] + [str(LAUNCHER)]
    return next((path for path in candidates if path and works(path)), None)


def fetch() -> str:
    """Install or unpack Debian's Chromium with a Chinese font and return its path."""
    if not shutil.which("apt-get"):
        raise NoBrowserError("there is no Chromium, and without apt-get it cannot be fetched")
    print("Fetching Chromium for the browser tests …", file=sys.stderr)
    if os.geteuid() == 0:
        _install()
    else:
        _unpack()
    found = find()
    if found is None:
        raise NoBrowserError("Chromium was fetched but does not start")
    return found


def works(path: str) -> bool:
    """Return whether the program at ``path`` starts and says its version."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], quiet)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], quiet)


def _unpack() -> None:
    """Download what is not installed into folders of our own and unpack it without installing anything.

    apt resolves the dependencies against the machine's own package state, so only what is really missing is fetched.
    """
    lists, cache, root = UNPACKED / "lists", UNPACKED / "cache", UNPACKED / "root"
    for folder in (lists / "partial", cache / "archives" / "partial", root):
        folder.mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={cache}", "-o", "Debug::NoLocking=true"]
    _run(["apt-get", *own, "update", "-qq"])
    _run(["apt-get", *own, "install", "-y", "-qq", "--download-only", "--no-install-recommends", *PACKAGES])
    for package in sorted((cache / "archives").glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(root)])
    own_libraries = root / "usr" / "lib" / "chromium"  # found by itself; the rest also lies in folders of packages
    folders = sorted({path.parent for path in root.rglob("lib*.so*")} - {own_libraries})
    places = [f"$here/{folder.relative_to(UNPACKED)}" for folder in folders]
    (UNPACKED / "fonts.conf").write_text(_FONTS.format(root=root, cache=UNPACKED / "fontcache"), encoding="utf-8")
    LAUNCHER.write_text(_LAUNCH.format(libraries=":".join(places)), encoding="utf-8")
    LAUNCHER.chmod(LAUNCHER.stat().st_mode | stat.S_IXUSR)
    shutil.rmtree(cache, ignore_errors=True)
    shutil.rmtree(lists, ignore_errors=True)


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        words = (ran.stderr.strip() or ran.stdout.strip() or "no reason given").splitlines()[-1]
        raise NoBrowserError(f"{' '.join(command[:1])} failed: {words}")


if __name__ == "__main__":
    raise SystemExit(main())
