"""Fixtures of all tests: one real server process for the whole session, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent
# The first start on a machine compiles the kernels.
START_SECONDS = 180.0


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server, `http://127.0.0.1:<port>`, ready to compute."""
    errors = tmp_path_factory.mktemp("server") / "stderr.txt"
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=ROOT,
            env={**os.environ, "HOST": "127.0.0.1", "PORT": "0", "WALK_RELOAD": ""},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("A Walk Downhill is at http://"), errors.read_text()
        address = line.split()[-1]
        _wait_until_ready(address, errors)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """An HTTP client of the running server."""
    with httpx.Client(base_url=server, timeout=60) as session:
        yield session


def _wait_until_ready(address: str, errors: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while httpx.get(f"{address}/readyz").status_code != 200:
        assert time.monotonic() < deadline, errors.read_text()
        time.sleep(0.1)
