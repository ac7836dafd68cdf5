"""The walk as a whole: contents, the way through the chapters, progress."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.chapters import CHAPTERS
from tests.browser.conftest import Read


@pytest.mark.parametrize("slug", ["set-up"])
def test_a_chapter_moves_its_numbers_with_the_api(read: Read, slug: str) -> None:
    reader = read(slug)
    for w, b in ((0.5, 0.0), (1.42, -1.73)):
        reader.set_dial("w", str(w))
        reader.set_dial("b", str(b))
        [result] = reader.post(
            "/evaluate", {"surface": {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]}, "points": [[w, b]]}
        )["results"]
        reader.until(
            lambda loss=result["loss"]: reader.number("loss") == pytest.approx(loss, rel=1e-3), "the API's loss is shown"
        )  # type: ignore[misc]
    assert reader.try_it["starts"] == "1.42,-1.73"
    reader.until(lambda: reader.query == {"w": "1.42", "b": "-1.73"}, "the state is in the address")


def test_the_contents_lead_to_every_chapter_and_remember(read: Read) -> None:
    reader = read("set-up")
    page = reader.page
    page.goto(f"{reader.address}/walk")
    links = page.locator(".contents-link")
    expect(links).to_have_count(len(CHAPTERS))
    assert [link.get_attribute("href") for link in links.all()] == [f"/walk/{chapter.slug}" for chapter in CHAPTERS]
    expect(page.locator('[data-contents-chapter="set-up"] [data-contents-state]')).to_have_text("read")
    expect(page.locator("[data-contents-go]")).to_have_attribute("href", f"/walk/{CHAPTERS[1].slug}")
    page.locator("[data-contents-forget]").click()
    expect(page.locator('[data-contents-chapter="set-up"] [data-contents-state]')).to_be_empty()
