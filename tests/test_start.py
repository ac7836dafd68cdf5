"""`python -m app`, as a user starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.__main__ import url

ROOT = Path(__file__).resolve().parent.parent


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *(arguments or ("-m", "app"))],
        cwd=ROOT,
        env={**os.environ, "HOST": "127.0.0.1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(**environment: str) -> str:
    """The one line that a start which must fail leaves on stderr."""
    process = start(**environment)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output == ""
    assert errors.count("\n") == 1, errors
    return errors


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(PORT=str(port)) == f"A Walk Downhill cannot start: 127.0.0.1:{port} is taken; set PORT to a free port\n"


@pytest.mark.parametrize("port", ["abc", "-1", "65536", "80.5", "8000 ", "٨", "9" * 5000])
def test_a_bad_port_is_told_in_one_line(port: str) -> None:
    assert refusal(PORT=port) == "A Walk Downhill cannot start: PORT must be a whole number from 0 to 65535\n"


@pytest.mark.parametrize("host", ["nonsense.invalid", "192.0.2.1"])
def test_a_host_that_is_not_ours_is_told_in_one_line(host: str) -> None:
    assert refusal(HOST=host, PORT="0").startswith("A Walk Downhill cannot start: ")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_address_answers_there_and_stops_when_told(stop: signal.Signals) -> None:
    process = start(PORT="0")
    try:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("A Walk Downhill is at ").strip()
        assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
    finally:
        process.send_signal(stop)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert (output, errors) == ("", "")


FAILING = """
import sys
from app.__main__ import main
from app.api import answers, routes

def fail(*_):
    raise RuntimeError("a detail of ours")

routes.core_surface = answers.optimizer_entry = fail
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/v1/surfaces/describe"), ("GET", "/api/v1/optimizers")], ids=["direct", "framework"]
)
def test_a_failure_of_ours_is_a_problem_and_its_traceback_is_on_stderr(method: str, path: str) -> None:
    process = start("-c", FAILING, PORT="0")
    try:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("A Walk Downhill is at ").strip()
        body = {"surface": {"kind": "named", "id": "booth"}} if method == "POST" else None
        response = httpx.request(method, address + path, json=body)
        assert httpx.get(f"{address}/healthz").status_code == 200
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "a detail of ours" not in response.text
    assert errors.count("Traceback") == 1
    assert errors.count("RuntimeError: a detail of ours") == 1


def test_an_address_of_the_sixth_version_is_written_in_brackets() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        assert url(listener) == f"http://[::1]:{listener.getsockname()[1]}"
