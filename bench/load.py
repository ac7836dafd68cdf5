"""The first load of the explorer in a Chromium with an empty cache: what crosses the network, and whether it can be kept.

Bytes are those that Chromium received for each resource until the page was at rest, compressed and with the answer's headers (CDP
Network.loadingFinished, encodedDataLength). The computed answers (walks and terrain, by POST) count as well. Cacheable is a
resource fetched with GET whose headers let a browser keep it: for a year, under an address that changes with its content, or with
a validator (the page itself).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession

from bench.browser import chromium, new_page, open_explorer
from bench.measure import Figure, serving

SETTLE_SECONDS = 3.0


@dataclass(slots=True)
class Resource:
    """One answer on the way to the first picture."""

    method: str
    path: str
    headers: Mapping[str, str]
    size: int = 0

    @property
    def cacheable(self) -> bool:
        """Whether a browser may keep it, for good or until it asks whether it changed."""
        control = self.headers.get("cache-control", "")
        kept = "immutable" in control or "etag" in self.headers or "last-modified" in self.headers
        return kept and "no-store" not in control


def measure() -> list[Figure]:
    """Transferred kilobytes, and the number of fetched resources that cannot be kept."""
    with serving("app") as port:
        resources = asyncio.run(_first_load(port))
    for each in sorted(resources, key=lambda each: -each.size):
        coding, control = each.headers.get("content-encoding", "identity"), each.headers.get("cache-control", "-")
        print(f"  {each.size / 1000:7.1f} kB  {each.method:4} {each.path}  {coding}  {control}")
    computed = sum(each.size for each in resources if each.method == "POST")
    total = sum(each.size for each in resources)
    print(f"  {len(resources)} answers; {(total - computed) / 1000:.1f} kB of files and pages, {computed / 1000:.1f} kB computed")
    loose = [each.path for each in resources if each.method == "GET" and not each.cacheable]
    for path in loose:
        print(f"  cannot be kept: {path}")
    return [
        Figure("load: transferred", total / 1000, 600, " kB"),
        Figure("load: fetched resources that cannot be cached", len(loose), 0, ""),
    ]


async def _first_load(port: int) -> list[Resource]:
    async with chromium() as browser:
        page = await new_page(browser)
        network = await page.context.new_cdp_session(page)
        resources = await _watch(network)
        await open_explorer(page, port)
        await asyncio.sleep(SETTLE_SECONDS)
    return list(resources.values())


async def _watch(network: CDPSession) -> dict[str, Resource]:
    """The resources by request, filled as they arrive."""
    methods: dict[str, str] = {}
    resources: dict[str, Resource] = {}

    def requested(event: dict[str, Any]) -> None:
        methods[event["requestId"]] = event["request"]["method"]

    def answered(event: dict[str, Any]) -> None:
        address = urlsplit(event["response"]["url"])
        if address.scheme == "http":
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            resources[event["requestId"]] = Resource(methods[event["requestId"]], address.path, headers)

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in resources:
            resources[event["requestId"]].size = int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", requested)
    network.on("Network.responseReceived", answered)
    network.on("Network.loadingFinished", finished)
    await network.send("Network.enable")
    return resources
