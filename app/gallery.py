"""All surfaces to choose from, as a fragment of a page that is fetched when it is first opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.core import catalog
from app.core.catalog import CatalogEntry
from app.fragments import NEURON_ID, release
from app.page_data import FORMULA_ID
from app.pages import page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A surface to choose.

    Attributes:
        id: as the page's list of surfaces has it.
        name: for people.
        about: one sentence on what there is to see.
        latex: of the loss, None where there is no one formula.
        picture: where its thumbnail is, None if it has none.
        words: what a search looks in, in lower case.
    """

    id: str
    name: str
    about: str
    latex: str | None
    picture: str | None
    words: str


def families() -> Iterator[tuple[str, str, list[Card]]]:
    """Every family as its key, its name and its cards, the lecture's and your own first."""
    yield "first", "The lecture’s, and yours", _first()
    for family, name in catalog.FAMILIES.items():
        yield family, name, [_card(entry, name) for entry in catalog.ENTRIES if entry.family == family]


def _first() -> list[Card]:
    return [
        Card(
            id=NEURON_ID,
            name="Sigmoid neuron",
            about="The lecture's loss: a steep valley between two plateaus, from the data points that you give it.",
            latex=r"L = \frac{1}{2}\sum_{i} \left(f(x_i) - y_i\right)^{2}",
            picture=_picture(NEURON_ID),
            words="sigmoid neuron lecture data points plateau valley fit",
        ),
        Card(
            id=FORMULA_ID,
            name="Your own function",
            about="Type any loss of w and b.",
            latex=None,
            picture=None,
            words="your own function type formula custom",
        ),
    ]


def _card(entry: CatalogEntry, family: str) -> Card:
    return Card(
        id=entry.id,
        name=entry.name,
        about=entry.about,
        latex=entry.latex,
        picture=_picture(entry.id),
        words=f"{entry.name} {family} {entry.about} {entry.text} {entry.source} {_parameter_words(entry)}".lower(),
    )


def _parameter_words(entry: CatalogEntry) -> str:
    return " ".join(each.name.replace("_", " ") for each in entry.parameters)


def _picture(surface_id: str) -> str:
    return f"/thumbnails/{surface_id}.svg?v={release()}"


@router.get("/gallery", response_class=HTMLResponse)
def gallery(request: Request) -> Response:
    """Every surface with its picture, name, formula and what there is to see, by family."""
    return page(request, "gallery.html", {"families": families()})
