"""The overlay and the 3-D view: the same walks, on one large map and on the surface itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer
from tests.browser.figures import agrees

SLITS = 2.0
"""A map higher, or wider, than so many times its other side shows more of the surroundings than of the walk."""


@pytest.mark.parametrize("size", [(1080, 1920), (820, 1180)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("optimizers", [OPTIMIZERS, (*OPTIMIZERS, "adam", "bfgs")], ids=["three", "five"])
def test_a_window_taller_than_wide_has_maps_in_rows(visit: Visit, optimizers: tuple[str, ...], size: tuple[int, int]) -> None:
    explorer = visit(f"?optimizers={','.join(optimizers)}", viewport={"width": size[0], "height": size[1]})
    lefts = set()
    for optimizer in optimizers:
        box = explorer.axes(optimizer).box
        assert 1 / SLITS <= box["height"] / box["width"] <= SLITS, box
        assert box["y"] + box["height"] < size[1]
        lefts.add(round(box["x"]))
    assert len(lefts) == (1 if len(optimizers) == 3 else 2)
    explorer.choose_view("overlay")
    box = explorer.settle_map("overlay").box
    assert 1 / SLITS <= box["height"] / box["width"] <= SLITS, box


SCENE = """scene => ({
  surface: scene.data.filter(trace => trace.type === 'surface').map(({z, contours}) => ({z, contours: contours.z})),
  lines: scene.data.filter(trace => trace.mode === 'lines').map(({x, y, z}) => ({x, y, z})),
  points: scene.data.filter(trace => trace.mode === 'markers').map(({x, y, z}) => [x[0], y[0], z[0]]),
  axes: ['xaxis', 'yaxis', 'zaxis'].map(name => scene.layout.scene[name].title.text),
  logarithmic: scene.layout.scene.zaxis.title.text !== 'loss',
  eye: scene._fullLayout.scene.camera.eye,
})"""
DRAWN = "scene => Boolean(scene._fullLayout?.scene?._scene) && scene.querySelector('canvas') !== null"
WEBGL_SECONDS = 60.0


def test_overlay_has_every_walk_on_one_map(explorer: Explorer) -> None:
    explorer.choose_view("overlay")
    explorer.settle_map("overlay")
    page = explorer.page
    for optimizer in OPTIMIZERS:
        expect(explorer.panel(optimizer)).to_be_hidden()
    expect(page.locator("[data-map]:visible")).to_have_count(1)
    assert len(explorer.walks) == 1, "another view asks for no walks"
    items = page.locator("[data-walk-list] li")
    for t in (explorer.last, 100):
        explorer.seek(t)
        for item, run in zip(items.all(), explorer.runs(), strict=True):
            expect(item).to_contain_text(f"minimum after {run['iterations']} steps")
            assert agrees(item.locator(".walk-value").inner_text(), run["loss"][min(t, run["iterations"])])
    point = explorer.click_map(0.3, 0.7, panel="overlay")
    assert len(explorer.walks) == 2
    assert explorer.starts("overlay") == [pytest.approx(point, rel=1e-9)]
    axes = explorer.axes("overlay")
    x, y = (round(part) for part in axes.pixel(*point))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 80, steps=5)
    page.mouse.up()
    explorer.settle()
    assert explorer.starts("overlay") == [pytest.approx(axes.point(x + 60, y - 80), rel=1e-9)]
    explorer.choose_view("side_by_side")
    explorer.settle_map()
    for optimizer in OPTIMIZERS:
        expect(explorer.panel(optimizer)).to_be_visible()
    explorer.assert_panels_agree()


def scene_of(explorer: Explorer) -> dict[str, Any]:
    scene: dict[str, Any] = explorer.page.locator("[data-scene]").evaluate(SCENE)
    return scene


def test_surface_in_three_dimensions_with_the_paths_on_it(visit: Visit) -> None:
    # A small window: every frame is drawn in software.
    explorer = visit("?surface=himmelblau&max_iterations=60", viewport={"width": 900, "height": 640})
    page = explorer.page
    runs = explorer.runs()
    explorer.seek(20)
    explorer.choose_view("3d")
    explorer.until(lambda: bool(page.locator("[data-scene]").evaluate(DRAWN)), "WebGL draws", WEBGL_SECONDS)
    explorer.until(lambda: page.locator("[data-scene-status]").inner_text() == "", "the scene is drawn", WEBGL_SECONDS)
    scene = scene_of(explorer)
    [surface] = scene["surface"]
    assert scene["axes"][:2] == ["w", "b"]
    assert len(scene["lines"]) == len(scene["points"]) == len(runs)
    for line, point, run in zip(scene["lines"], scene["points"], runs, strict=True):
        assert [line["x"][0], line["y"][0]] == run["theta"][0]
        assert [line["x"][-1], line["y"][-1]] == pytest.approx(run["theta"][-1])
        assert point[:2] == pytest.approx(run["theta"][min(20, run["iterations"])])
    heights = [value for row in surface["z"] for value in row if value is not None]
    height = max(heights) - min(heights)
    floor = surface["contours"]
    assert floor["project"]["z"] is True
    assert 5 <= height / floor["size"] <= 40, "contours on the floor"
    assert not scene["logarithmic"]
    for line, run in zip(scene["lines"], runs, strict=True):
        assert line["z"][-1] == pytest.approx(run["loss"][-1], abs=0.05 * height), "the path lies on the surface"
    assert explorer.query["view"] == "3d"
    page.keyboard.press("ArrowRight")
    moved = [run["theta"][min(21, run["iterations"])] for run in runs]
    explorer.until(lambda: [point[:2] for point in scene_of(explorer)["points"]] == moved, "the points move", WEBGL_SECONDS)
    page.locator("[data-scene]").focus()
    page.keyboard.press("ArrowLeft")
    explorer.until(lambda: scene_of(explorer)["eye"] != scene["eye"], "an arrow key turns it", WEBGL_SECONDS)
    expect(page.locator("[data-clock]")).to_have_text("21")
