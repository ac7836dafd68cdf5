"""What holds for every chapter of the walk: it opens, reads, prints and is reachable for all; leaving it ends its work."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.chapters import CHAPTERS
from tests.browser.conftest import Read
from tests.browser.reader import Reader

SLUGS = [chapter.slug for chapter in CHAPTERS]
GRAVE = {"serious", "critical"}
WITHOUT_PLOTS = {"exclude": [["[data-base]"], [".scene > *"]]}
PROSE = ".chapter > p:not(.chapter-number), .chapter > ol, .chapter > ul, .chapter > .slip"


def grave_violations(reader: Reader) -> list[str]:
    found = Axe().run(reader.page, context=WITHOUT_PLOTS, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found if each["impact"] in GRAVE]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_chapter_is_whole(read: Read, slug: str) -> None:
    reader = read(slug)
    page = reader.page
    place = SLUGS.index(slug)
    expect(page.locator(f'main[data-chapter="{slug}"]')).to_be_visible()
    expect(page.locator("h1")).to_have_text(CHAPTERS[place].title)
    words = sum(len(text.split()) for text in page.locator(PROSE).all_inner_texts())
    assert 150 <= words <= 400, f"{words} words"
    figures = page.locator("[data-figure]")
    assert figures.count() >= 1
    for figure in figures.all():
        text = figure.locator("[data-figure-text]").inner_text()
        assert any(letter.isdigit() for letter in text), f"the text alternative has no number: {text}"
    neighbours = {"prev": place - 1, "next": place + 1}
    for relation, other in neighbours.items():
        link = page.locator(f'.turn a[rel="{relation}"]')
        if 0 <= other < len(SLUGS):
            expect(link).to_have_attribute("href", f"/walk/{SLUGS[other]}")
        else:
            expect(link).to_have_count(0)
    assert page.locator("[data-try-it]").get_attribute("href") != "/"
    assert not grave_violations(reader)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_chapter_fits_a_phone_and_the_dark(read: Read, slug: str) -> None:
    reader = read(slug, phone=True, color_scheme="dark")
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 390
    assert not grave_violations(reader)


def test_predictions_are_asked_in_six_chapters_at_least(read: Read) -> None:
    asking = []
    reader = read(SLUGS[0])
    for slug in SLUGS:
        markup = reader.client.get(f"/walk/{slug}").text
        if "data-predict=" in markup:
            asking.append(slug)
            assert 'data-score role="status"' in markup
        assert ("data-predict=" in markup) == bool(CHAPTERS[SLUGS.index(slug)].predicts), slug
    assert len(asking) >= 6


def test_a_chapter_prints_its_words_numbers_and_figures(read: Read) -> None:
    reader = read("best-direction", color_scheme="dark")
    page = reader.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    expect(page.locator(".walk-nav")).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    box = reader.figure("compass").locator("[data-figure-text]").bounding_box()
    assert box is not None
    assert box["width"] > 200, "the text alternative is printed"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_explorer_opens_in_the_figures_state(read: Read) -> None:
    reader = read("set-up", "?w=1.5&b=-2")
    page = reader.page
    page.locator("[data-try-it]").click()
    page.wait_for_selector('body[data-ready="true"]', state="attached")
    handle = page.locator('[data-panel="gradient_descent"] [data-start]')
    assert (handle.get_attribute("data-w"), handle.get_attribute("data-b")) == ("1.5", "-2")


def test_a_damaged_link_opens_the_chapter_with_a_notice(read: Read) -> None:
    reader = read("best-direction", "?w=abc&b=1")
    expect(reader.page.locator("[data-notices]")).to_contain_text("damaged")
    assert reader.asked[-1][1]["point"] == [0, 0]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fingers_targets_are_at_least_24_pixels(read: Read, slug: str) -> None:
    small = """() => [...document.querySelectorAll('.slider, .link-button, .button, .chapter-up, .ledger-link, .start')]
      .filter((each) => each.checkVisibility())
      .map((each) => [each.className, each.offsetWidth, each.offsetHeight])
      .filter(([, width, height]) => width < 24 || height < 24)"""
    assert read(slug, phone=True).page.evaluate(small) == []


def test_the_slope_handle_looks_unlike_the_data_points(read: Read) -> None:
    reader = read("set-up")
    corner = "(each) => getComputedStyle(each, '::before').borderTopLeftRadius"
    slope, first = (reader.page.locator(f'[data-handle="{name}"]') for name in ("slope", "first"))
    assert slope.evaluate(corner) != first.evaluate(corner)
    expect(slope).to_have_text("slope")


def test_bars_stand_before_the_lines_and_words_over_them(read: Read) -> None:
    reader = read("gentle-slopes")
    plot = '[data-plot="spent"]'
    is_later = """(selectors) => {
      const [first, last] = selectors.map((each) => document.querySelector(each));
      return Boolean(first.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING);
    }"""
    assert reader.page.evaluate(is_later, [f"{plot} .chart-rule", f"{plot} .plot-bar"])
    reader.open("taylor")
    reader.page.locator("[data-cover-show]").click()
    words = reader.page.locator('[data-plot="promise"] .plot-text', has_text="first off by a tenth")
    expect(words).to_be_visible()
    assert words.evaluate("(each) => getComputedStyle(each).paintOrder") == "stroke"
    assert reader.page.evaluate(is_later, ['[data-plot="promise"] .plot-line', '[data-plot="promise"] text.plot-text'])


def test_a_minimums_name_stands_clear_of_the_walks(read: Read) -> None:
    # Both walks leave the valley to the right of the minimum, where its name would stand.
    reader = read("nesterov")
    terrain = reader.page.locator('[data-plane="race"] [data-terrain]')
    before = terrain.evaluate("(canvas) => canvas.toDataURL()")
    reader.page.locator('[data-cover="race"] [data-cover-show]').click()
    reader.until(lambda: terrain.evaluate("(canvas) => canvas.toDataURL()") != before, "the name moves aside")


def test_an_unknown_chapter_is_not_found(read: Read) -> None:
    assert read("set-up").client.get("/walk/nowhere").status_code == 404
