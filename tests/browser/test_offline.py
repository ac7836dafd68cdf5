"""A server that is gone, one that comes back, and one that is slow."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.conftest import ROOT

START_SECONDS = 60.0
RECOVERY_SECONDS = 30.0
# What the browser itself says of a refused connection, or of a server that is not ready yet; no page can prevent it.
REFUSED = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "503 (Service Unavailable)"]

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def start(port: int) -> Iterator[Start]:
    """Start a server of the test's own, always on the same port."""
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WALK_RELOAD": ""}
        process = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        processes.append(process)
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def test_server_goes_and_comes_back(visit: Visit, start: Start, port: int) -> None:
    process = start()
    explorer = visit(address=f"http://127.0.0.1:{port}")
    explorer.forgiven += REFUSED
    banner = explorer.page.locator("[data-offline]")
    expect(banner).to_be_hidden()
    iterations = explorer.field("momentum", "iterations").inner_text()
    process.terminate()
    process.wait(timeout=30)
    axes = explorer.axes()
    explorer.page.mouse.click(*axes.place(0.3, 0.6))
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("The server does not answer")
    expect(banner).to_have_attribute("role", "alert")
    expect(explorer.field("momentum", "iterations")).to_have_text(iterations)
    # What needs no server goes on working, and changes are kept for later.
    explorer.page.keyboard.press("Home")
    expect(explorer.page.locator("[data-clock]")).to_have_text("0")
    explorer.control("learning_rate").fill("0.5")
    explorer.page.evaluate("window.same_page = true")
    start()
    expect(banner).to_be_hidden(timeout=1000 * RECOVERY_SECONDS)
    explorer.settle()
    assert explorer.page.evaluate("window.same_page") is True, "without a reload"
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == 0.5
    assert explorer.starts() == [pytest.approx(axes.point(*axes.place(0.3, 0.6)), rel=1e-9)]
    assert explorer.walks[-1]["starts"] == [list(explorer.starts()[0])]
    explorer.assert_panels_agree()


def test_slow_answer_shows_progress(visit: Visit) -> None:
    explorer = visit()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    explorer.page.route("**/api/v1/descents", hold)
    progress = explorer.page.locator("[data-progress]")
    expect(progress).to_be_hidden()
    iterations = explorer.field("momentum", "iterations").inner_text()
    axes = explorer.axes()
    explorer.page.mouse.click(*axes.place(0.6, 0.6))
    expect(progress).to_be_visible()
    expect(explorer.field("momentum", "iterations")).to_have_text(iterations)
    # The page stays alive meanwhile: the start stands where it was put, and a second wish replaces no first one in flight.
    explorer.page.mouse.click(*axes.place(0.7, 0.5))
    second = pytest.approx(axes.point(*axes.place(0.7, 0.5)), rel=1e-9)
    explorer.until(lambda: explorer.starts() == [second], "the start moves without an answer")
    assert len(held) == 1
    held[0].continue_()
    explorer.settle()
    expect(progress).to_be_hidden()
    assert explorer.walks[-1]["starts"] == [list(explorer.starts()[0])]
    explorer.assert_panels_agree()


def test_a_surface_chosen_without_a_server_is_not_half_in_the_address(visit: Visit, start: Start, port: int) -> None:
    server = start()
    explorer = visit(address=f"http://127.0.0.1:{port}")
    explorer.forgiven += REFUSED
    server.kill()
    server.wait()
    explorer.control("surface").select_option("himmelblau")
    expect(explorer.page.locator("[data-offline]")).to_be_visible()
    explorer.until(lambda: explorer.query.get("surface") == "himmelblau", "the choice is in the address")
    assert not {"starts", "learning_rate", "tolerance"} & set(explorer.query), "what the surface suggests is not known yet"
    start()
    expect(explorer.page.locator("[data-offline]")).to_be_hidden(timeout=1000 * RECOVERY_SECONDS)
    explorer.until(lambda: "starts" in explorer.query, "the suggestion is in the address")
    assert explorer.query["learning_rate"] == str(explorer.walks[-1]["optimizers"][0]["learning_rate"])
    assert explorer.linked_starts == explorer.walks[-1]["starts"]
