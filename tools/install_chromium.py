"""Make sure that the browser tests have a Chromium: `python tools/install_chromium.py`.

An installed one is used if it starts; else Debian's package is installed, by root; else Playwright's own is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60
REMEDY = "No Chromium could be installed. Install chromium or google-chrome by hand, so that it is on the PATH, and try again."


def installed() -> str | None:
    """Path of a Chromium on the PATH, or None. It must start, because Ubuntu's command is a stub that asks for a snap."""
    paths = filter(None, map(shutil.which, COMMANDS))
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


def install_package() -> bool:
    """Install Debian's package; only root can."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing Debian's chromium", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "update", "-qq"]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
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
    if installed() or downloaded():
        return 0
    if (install_package() and installed()) or (download() and downloaded()):
        return 0
    print(REMEDY, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
