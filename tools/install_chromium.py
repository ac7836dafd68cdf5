"""Make sure that the browser tests have a Chromium: `python tools/install_chromium.py`.

Debian's headless shell, the same engine without the windows of a desktop, opens a page with half the work of a whole Chromium, so
root installs its package; else an installed Chromium is used if it starts; else root installs Debian's; else Playwright's own is
downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60
REMEDY = "No Chromium could be installed. Install chromium or google-chrome by hand, so that it is on the PATH, and try again."


def installed(commands: Iterable[str] = (SHELL, *WHOLE)) -> str | None:
    """Path of the first of these on the PATH, or None. It must start, because Ubuntu's command is a stub that asks for a snap."""
    paths = filter(None, map(shutil.which, commands))
    return next((path for path in paths if starts(path)), None)


def starts(path: str) -> bool:
    """Whether a browser answers `--version`."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=START_SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def downloaded() -> bool:
    """Whether Playwright's own Chromium is there and starts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return Path(path).exists() and starts(path)


def install_package(name: str) -> bool:
    """Install a package of Debian's; only root can."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing Debian's {name}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "update", "-qq"]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
    return all(
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for step in (update, install)
    )


def download() -> bool:
    """Let Playwright download its own; root also gets the libraries that it needs."""
    print("Downloading Playwright's Chromium", flush=True)
    command = [sys.executable, "-m", "playwright", "install", *(["--with-deps"] if os.geteuid() == 0 else []), "chromium"]
    return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    """Find or install a browser.

    Returns:
        The process's exit status: 0 when there is one, 1 when none could be had, said with a remedy.
    """
    if installed([SHELL]) or (install_package(SHELL) and installed([SHELL])):
        return 0
    if installed() or downloaded():
        return 0
    if (install_package("chromium") and installed()) or (download() and downloaded()):
        return 0
    print(REMEDY, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
