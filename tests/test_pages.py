"""The HTML pages: they render, may be kept, and say nothing that the core does not."""

from __future__ import annotations

import re
from typing import Any

import httpx
import orjson
import pytest

from app.assets import asset_url
from app.chapters import CHAPTERS
from app.core import catalog
from app.core.catalog.rates import initial_steps, learning_rates
from app.page_data import GUESSES, guess_rows


@pytest.mark.parametrize("path", ["/", "/docs", "/cards/himmelblau"])
def test_a_page_is_kept_until_it_changes(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": 'W/"another"'}).status_code == 200


def test_a_browser_that_asks_for_an_icon_by_its_old_name_gets_it(client: httpx.Client) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == client.get(asset_url("icon.svg")).content


@pytest.mark.parametrize("identifier", catalog.SURFACES)
def test_every_surface_has_a_card(client: httpx.Client, identifier: str) -> None:
    card = client.get(f"/cards/{identifier}").text
    assert catalog.SURFACES[identifier].name.split("'")[0] in card
    assert card.count("<math") == 3


def test_an_unknown_card_is_a_problem(client: httpx.Client) -> None:
    answer = client.get("/cards/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_guess_table_prints_what_the_lecture_prints() -> None:
    # The lecture cuts its figures off or rounds them: within one unit of its last digit, but for one slip of three.
    for row, (_, _, printed) in zip(guess_rows(), GUESSES, strict=True):
        assert row["half_sum"] == pytest.approx(float(printed), abs=3e-4)
        assert row["mean"] == pytest.approx(row["half_sum"])
        assert row["sum"] == pytest.approx(2 * row["half_sum"])


def test_surfaces_are_offered_by_family(client: httpx.Client) -> None:
    page = client.get("/").text
    offered = page[page.index('data-control="surface"') :]
    offered = offered[: offered.index("</select>")]
    assert re.findall(r'<optgroup label="([^"]*)">', offered) == list(catalog.FAMILIES.values())
    assert re.findall(r'<option value="([^"]*)">', offered) == ["neuron", *catalog.SURFACES, "formula"]


def page_data(client: httpx.Client, address: str) -> dict[str, Any]:
    text = client.get(address).text.partition("data-page-data>")[2].partition("</script>")[0]
    data: dict[str, Any] = orjson.loads(text)
    return data


def test_the_page_knows_the_neuron_and_the_surface_of_its_address(client: httpx.Client) -> None:
    for address, known in (("/", ["neuron"]), ("/?surface=rosenbrock", ["neuron", "rosenbrock"]), ("/?surface=x", ["neuron"])):
        surfaces = page_data(client, address)["surfaces"]
        assert [each["id"] for each in surfaces] == ["neuron", *catalog.SURFACES]
        assert [each["id"] for each in surfaces if "minima" in each] == known
        for each in surfaces:
            if "minima" in each:
                assert each["suggested"]["learning_rates"] == learning_rates(each["id"])
                assert each["suggested"]["initial_steps"] == initial_steps(each["id"])
            else:
                assert set(each) == {"id"}


def test_a_chapter_knows_the_surfaces_of_its_figures(client: httpx.Client) -> None:
    for chapter in CHAPTERS:
        surfaces = page_data(client, f"/walk/{chapter.slug}")["surfaces"]
        assert [each["id"] for each in surfaces] == ["neuron", *chapter.surfaces]
        assert all(each["minima"] for each in surfaces)


def test_a_card_says_what_there_is_to_see(client: httpx.Client) -> None:
    assert catalog.SURFACES["cliff"].about in client.get("/cards/cliff").text
