"""What pages fetch piece by piece: formulas and thumbnails, kept for good under the release's address."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import pytest

from app.assets import FOREVER
from app.core import catalog
from app.fragments import NEURON_ID, release
from app.security import CONTENT_SECURITY_POLICY

SVG = "{http://www.w3.org/2000/svg}"
IDS = [NEURON_ID, *catalog.SURFACES]
LARGEST = 50_000
"""Bytes before compression, which takes four fifths away."""


@pytest.mark.parametrize("identifier", IDS)
def test_every_surface_has_a_thumbnail(client: httpx.Client, identifier: str) -> None:
    answer = client.get(f"/thumbnails/{identifier}.svg", params={"v": release()})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert len(answer.content) < LARGEST
    root = ElementTree.fromstring(answer.text)
    assert (root.tag, root.get("fill")) == (f"{SVG}svg", "currentColor")
    # The policy forbids styles and scripts inside it too: there is nothing but shapes.
    assert {child.tag for child in root} == {f"{SVG}path"}
    assert all(set(child.keys()) == {"d"} and child.get("d") for child in root)


@pytest.mark.parametrize("identifier", catalog.SURFACES)
def test_every_named_surface_has_a_formula(client: httpx.Client, identifier: str) -> None:
    answer = client.get(f"/formulas/{identifier}", params={"v": release()})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == FOREVER
    assert answer.text.startswith("<math")
    assert answer.text.count("<math") == 1


@pytest.mark.parametrize("path", ["/formulas/himmelblau", "/thumbnails/himmelblau.svg"])
def test_without_the_releases_address_a_fragment_is_asked_for_again(client: httpx.Client, path: str) -> None:
    for version in ({}, {"v": "another"}):
        first = client.get(path, params=version)
        assert first.headers["cache-control"] == "no-cache"
        again = client.get(path, params=version, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/formulas/nothing", "/formulas/neuron", "/thumbnails/nothing.svg", "/thumbnails/himmelblau.png"]
)
def test_an_unknown_fragment_is_a_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
