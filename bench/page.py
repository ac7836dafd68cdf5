"""What the hand feels, in headless Chromium at 1440 x 900, three panels side by side: a click's delay, a drag's frames.

Both are counted inside the page, by `page_probe.js`, which wraps `fetch` and the canvas's `setTransform` without changing them.

Click to drawn frame: from the time stamp of the `pointerup` that a real mouse event (CDP Input.dispatchMouseEvent) makes, to the
end of the first animation frame after the canvases `[data-walks]` were redrawn with the walks from that very click. In between
lie event dispatch, request, computation, answer, decoding, drawing, the wait for the display's next frame (60 a second, so 8 ms
on average), and that frame's style, layout and painting on the main thread. Not counted: rasterising and showing it, which happen
on other threads. Each click is on another point, at another moment relative to the display's frames; the clock is left to play.

Dragging: a start is dragged in a circle by `MOVES_A_SECOND` mouse moves a second for `DRAG_SECONDS`. Counted are the animation
frames before which the walks of a start not drawn before were drawn, each frame once, divided by the time from the first to the
last.
"""

from __future__ import annotations

import asyncio
import math
import random
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import CDPSession, Page

from bench.browser import chromium, new_page, open_explorer
from bench.measure import Figure, percentile, serving

CLICKS = 80
WARM_UP_CLICKS = 10
PAUSE_SECONDS = (0.2, 0.3)  # between clicks; a range wider than a frame, so that every phase of it is met
SETTLE_SECONDS = 1.5
CLICK_MILLISECONDS = 5_000.0
DRAGS = 3
DRAG_SECONDS = 3.0
MOVES_A_SECOND = 75  # more than the display's 60 frames; each costs the machine a millisecond to send
TURN_SECONDS = 1.5
SEED = 20261123
PARTS = ("to the request", "to the answer", "to the drawing", "to the frame", "to its end")
PROBE = Path(__file__).with_name("page_probe.js")


def measure() -> list[Figure]:
    """Median and 95th percentile of the clicks' delays, and the median drag's frames a second."""
    with serving("app") as port:
        clicks, rates = asyncio.run(_use(port))
    delays = [click[-1] - click[0] for click in clicks]
    _print_parts(clicks)
    print(f"  {len(rates)} drags: {', '.join(f'{rate:.1f}' for rate in rates)} frames a second")
    return [
        Figure("page: click to drawn frame, median", median(delays), 25, " ms"),
        Figure("page: click to drawn frame, p95", percentile(delays, 95), 40, " ms"),
        Figure("page: frames a second while dragging", median(rates), 50, "", at_least=True),
    ]


def _print_parts(clicks: list[list[float]]) -> None:
    """Say where the time went; the parts' medians need not add up to the whole's."""
    steps = [[after - before for before, after in pairwise(click)] for click in clicks]
    parts = zip(PARTS, zip(*steps, strict=True), strict=True)
    print(f"  {len(clicks)} clicks, medians: " + ", ".join(f"{name} {median(values):.1f} ms" for name, values in parts))


async def _use(port: int) -> tuple[list[list[float]], list[float]]:
    async with chromium() as browser:
        page = await new_page(browser)
        await page.add_init_script(path=PROBE)
        await open_explorer(page, port)
        await asyncio.sleep(SETTLE_SECONDS)
        mouse = await page.context.new_cdp_session(page)
        clicks = await timed_clicks(page, mouse)
        rates = [await drag_rate(page, mouse) for _ in range(DRAGS)]
    return clicks, rates


async def timed_clicks(page: Page, mouse: CDPSession) -> list[list[float]]:
    """The moments of each click, in milliseconds: `PARTS` lie between them.

    Raises:
        TimeoutError: a click was not followed by a walk of its own.
    """
    choice = random.Random(SEED)
    box = await page.locator("[data-map]").first.bounding_box()
    if box is None:
        raise RuntimeError("the first map is not visible")
    for count in range(1, WARM_UP_CLICKS + CLICKS + 1):
        x = box["x"] + box["width"] * choice.uniform(0.15, 0.85)
        y = box["y"] + box["height"] * choice.uniform(0.25, 0.6)
        await _mouse(mouse, "mouseMoved", x, y)
        await _mouse(mouse, "mousePressed", x, y, button="left", clickCount=1)
        await _mouse(mouse, "mouseReleased", x, y, button="left", clickCount=1)
        # Asked from outside, at leisure: a condition polled in the page would be work in the very frames that are measured.
        await _clicks_drawn(page, count)
        await asyncio.sleep(choice.uniform(*PAUSE_SECONDS))
    clicks: list[list[float]] = await page.evaluate("bench_probe.clicks")
    return clicks[WARM_UP_CLICKS:]


async def _clicks_drawn(page: Page, count: int) -> None:
    async with asyncio.timeout(CLICK_MILLISECONDS / 1000):
        while True:
            await asyncio.sleep(0.1)
            if await page.evaluate("bench_probe.clicks.length") == count:
                return


async def drag_rate(page: Page, mouse: CDPSession) -> float:
    """Frames a second in which walks from a new start were drawn, while its handle is dragged in a circle."""
    handle = page.locator("[data-panel] [data-start]").first
    box, area = await handle.bounding_box(), await page.locator("[data-map]").first.bounding_box()
    if box is None or area is None:
        raise RuntimeError("the start is not visible")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await _mouse(mouse, "mouseMoved", x, y)
    await _mouse(mouse, "mousePressed", x, y, button="left", clickCount=1)
    await page.evaluate("bench_probe.frames.length = 0")
    sent = await _circle(mouse, area["x"] + area["width"] / 2, area["y"] + area["height"] * 0.45, area["width"] * 0.3)
    frames: list[float] = await page.evaluate("bench_probe.frames")
    await asyncio.gather(*sent)
    await _mouse(mouse, "mouseReleased", x, y, button="left", clickCount=1)
    await asyncio.sleep(SETTLE_SECONDS)
    distinct = sorted(set(frames))
    if len(distinct) < 2:
        raise RuntimeError("dragging drew nothing")
    return 1000 * (len(distinct) - 1) / (distinct[-1] - distinct[0])


async def _circle(mouse: CDPSession, x: float, y: float, radius: float) -> list[asyncio.Task[Any]]:
    """Move at a steady pace without waiting for the page, as a hand does: what it cannot follow is merged by the browser."""
    loop, sent = asyncio.get_running_loop(), []
    begin = loop.time()
    for count in range(int(DRAG_SECONDS * MOVES_A_SECOND)):
        angle = 2 * math.pi * count / (TURN_SECONDS * MOVES_A_SECOND)
        move = _mouse(mouse, "mouseMoved", x + radius * math.cos(angle), y + radius * math.sin(angle), button="left", buttons=1)
        sent.append(asyncio.create_task(move))
        await asyncio.sleep(max(begin + (count + 1) / MOVES_A_SECOND - loop.time(), 0))
    return sent


async def _mouse(mouse: CDPSession, kind: str, x: float, y: float, **more: Any) -> None:
    await mouse.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **more})
