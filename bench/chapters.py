"""How long every chapter of the walk takes to load, cold: from the start of the navigation until all its figures are drawn.

Each load has a Chromium of its own with an empty profile, drawing in software; the server runs on the same machine and has served
each chapter once before, so that its own compressing of files is not measured. The time is read inside the page, when the last
`[data-figure]` becomes `data-ready="true"`.
"""

from __future__ import annotations

import asyncio
from statistics import median

from playwright.async_api import Page

from app.chapters import CHAPTERS
from bench.browser import READY_MILLISECONDS, chromium, new_page
from bench.measure import HOST, Figure, serving

LOADS = 3
TARGET_SECONDS = 1.5
# `data-loaded` holds the milliseconds. An observer is told at the end of the task that made the last figure ready.
PROBE = """
new MutationObserver((_, observer) => {
  const figures = [...document.querySelectorAll("[data-figure]")];
  if (document.readyState === "loading" || !figures.every((figure) => figure.dataset.ready === "true")) return;
  document.documentElement.dataset.loaded = String(performance.now());
  observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
"""


def measure() -> list[Figure]:
    """The median load of every chapter."""
    with serving("app") as port:
        figures = []
        for chapter in CHAPTERS:
            first, *times = asyncio.run(_loads(port, chapter.slug, LOADS + 1))
            print(f"  {chapter.slug}: {', '.join(f'{time:.2f}' for time in times)} s, before them {first:.2f} s", flush=True)
            figures.append(Figure(f"chapters: cold load of {chapter.slug}", median(times), TARGET_SECONDS, " s"))
    return figures


async def _loads(port: int, slug: str, count: int) -> list[float]:
    times = []
    for _ in range(count):
        async with chromium() as browser:
            times.append(await _load(await new_page(browser), f"http://{HOST}:{port}/walk/{slug}"))
    return times


async def _load(page: Page, address: str) -> float:
    """Seconds from the start of the navigation until all figures are drawn."""
    await page.add_init_script(PROBE)
    await page.goto(address)
    loaded = await page.wait_for_selector("html[data-loaded]", state="attached", timeout=READY_MILLISECONDS)
    if loaded is None:
        raise RuntimeError(f"{address} was never drawn")
    return float(await loaded.get_attribute("data-loaded") or "nan") / 1000
