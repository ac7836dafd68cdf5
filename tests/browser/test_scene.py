"""The view in three dimensions: walks on the surface, in sight, and ground that is undefined."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from app.assets import asset_url
from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer

SCENE = """scene => ({
  surface: scene.data.filter(trace => trace.type === 'surface').map(({z, contours}) => ({z, contours: contours.z})),
  lines: scene.data.filter(trace => trace.mode === 'lines' && trace.name !== 'floor').map(({x, y, z}) => ({x, y, z})),
  points: scene.data.filter(trace => trace.mode === 'markers').map(({x, y, z}) => [x[0], y[0], z[0]]),
  axes: ['xaxis', 'yaxis', 'zaxis'].map(name => scene.layout.scene[name].title.text),
  logarithmic: scene.layout.scene.zaxis.title.text !== 'loss',
  eye: scene._fullLayout.scene.camera.eye,
  center: scene._fullLayout.scene.camera.center,
  floor: scene.data.filter(trace => trace.name === 'floor').map(({x, y, z}) => ({x, y, z})),
  sizes: scene.data.filter(trace => trace.mode === 'markers').map(({marker}) => marker.size),
  ticks: scene.layout.scene.zaxis.tickvals,
  aspect: scene.layout.scene.aspectratio,
  ranges: {
    x: [scene.data[0].x[0], scene.data[0].x.at(-1)],
    y: [scene.data[0].y[0], scene.data[0].y.at(-1)],
    z: scene.layout.scene.zaxis.range,
  },
})"""
DRAWN = "scene => Boolean(scene._fullLayout?.scene?._scene) && scene.querySelector('canvas') !== null"
WEBGL_SECONDS = 60.0


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


OUTLOOK = """async ([url, width, height, room]) => {
  const {best_direction, outlook, share_seen} = await import(url);
  // A bowl with a wall in front of the usual place to stand, and a point behind the wall.
  const box = {x: 1.3, y: 1.3, z: 1};
  const usual = best_direction([], box, () => -Infinity);
  const beside = {x: -usual.y, y: usual.x};
  const wall = (x, y) => (x * usual.x + y * usual.y > 0.25 ? 0.45 : -0.4);
  const points = [{x: 0, y: 0, z: -0.4, weight: 1}];
  const towards = best_direction(points, box, wall);
  const {eye, center} = outlook(towards, box, {width, height, ...room});
  return {seen: [usual, towards].map(each => share_seen(points, each, box, wall)), eye, center, box};
}"""
ROOMS = {"left": 70, "right": 30, "above": 40, "below": 50}


@pytest.mark.parametrize("size", [(1076, 690), (390, 454)], ids=["wide", "narrow"])
def test_an_outlook_shows_what_the_usual_one_hides_and_all_of_the_box(explorer: Explorer, size: tuple[int, int]) -> None:
    found = explorer.page.evaluate(OUTLOOK, [asset_url("js/draw/outlook.js"), *size, ROOMS])
    assert found["seen"] == [0, 1]
    pixels = [
        pixel_of(found["eye"], found["center"], (sx * box_x / 2, sy * box_y / 2, sz * box_z / 2), size)
        for box_x, box_y, box_z in [tuple(found["box"].values())]
        for sx in (-1, 1)
        for sy in (-1, 1)
        for sz in (-1, 1)
    ]
    left, right = min(x for x, _ in pixels), max(x for x, _ in pixels)
    top, bottom = min(y for _, y in pixels), max(y for _, y in pixels)
    free = (left - ROOMS["left"], size[0] - ROOMS["right"] - right, top - ROOMS["above"], size[1] - ROOMS["below"] - bottom)
    assert min(free) >= -1, "no corner is cut"
    assert min(free[0] + free[1], free[2] + free[3]) < 2, "and it is as near as it can be"
    assert free[0] == pytest.approx(free[1], abs=2)
    assert free[2] == pytest.approx(free[3], abs=2)


FIELD_OF_VIEW = math.pi / 4
"""Plotly's, from bottom to top."""


def pixel_of(
    eye: dict[str, float], center: dict[str, float], point: tuple[float, ...], size: tuple[float, float]
) -> tuple[float, float]:
    """Where a point of the scene is seen in a picture of this size, from its left upper corner."""
    e, c = (np.array([place[axis] for axis in "xyz"]) for place in (eye, center))
    ahead = (c - e) / np.linalg.norm(c - e)
    right = np.cross(ahead, [0, 0, 1])
    right /= np.linalg.norm(right)
    ray = np.array(point) - e
    unit = size[1] / 2 / math.tan(FIELD_OF_VIEW / 2)
    depth = ray @ ahead
    return size[0] / 2 + unit * (ray @ right) / depth, size[1] / 2 - unit * (ray @ np.cross(right, ahead)) / depth


def draw_scene(explorer: Explorer) -> dict[str, Any]:
    page = explorer.page
    explorer.until(lambda: bool(page.locator("[data-scene]").evaluate(DRAWN)), "WebGL draws", WEBGL_SECONDS)
    explorer.until(lambda: page.locator("[data-scene-status]").inner_text() == "", "the scene is drawn", WEBGL_SECONDS)
    return scene_of(explorer)


def hidden(scene: dict[str, Any], point: list[float]) -> bool:
    """Whether the surface stands between the eye and a point that lies on it."""
    [surface] = scene["surface"]
    z = np.array(surface["z"], dtype=float)
    spans = [scene["ranges"][axis] for axis in "xyz"]
    sides = [scene["aspect"][axis] for axis in "xyz"]
    place = np.array([((p - lo) / (hi - lo) - 0.5) * side for p, (lo, hi), side in zip(point, spans, sides, strict=True)])
    ray = np.array([scene["eye"][axis] for axis in "xyz"]) - place
    ray *= 0.01 / np.linalg.norm(ray)
    for step in range(8, 300):
        x, y, height = place + step * ray
        if abs(x) > sides[0] / 2 or abs(y) > sides[1] / 2:
            return False
        row, column = round((y / sides[1] + 0.5) * (z.shape[0] - 1)), round((x / sides[0] + 0.5) * (z.shape[1] - 1))
        ground = ((z[row, column] - spans[2][0]) / (spans[2][1] - spans[2][0]) - 0.5) * sides[2]
        if ground > height:
            return True
    return False


def test_walks_end_in_sight_over_a_floor_that_is_seen(visit: Visit) -> None:
    """On this surface the walks end behind a wall, as seen from the usual place."""
    explorer = visit("?surface=himmelblau&view=3d", viewport={"width": 900, "height": 640})
    scene = draw_scene(explorer)
    for line, run in zip(scene["lines"], explorer.runs(), strict=True):
        assert not hidden(scene, [line[axis][-1] for axis in "xyz"]), run["optimizer"]["id"]
    heights = [value for row in scene["surface"][0]["z"] for value in row]
    # Nor does the list of walks lie over them.
    lists, picture = (explorer.page.locator(part).bounding_box() for part in ("[data-walk-list]", "[data-scene]"))
    assert lists is not None
    assert picture is not None
    spans = [scene["ranges"][axis] for axis in "xyz"]
    for line in scene["lines"]:
        for point in zip(line["x"], line["y"], line["z"], strict=True):
            place = tuple(
                ((p - lo) / (hi - lo) - 0.5) * scene["aspect"][axis]
                for p, (lo, hi), axis in zip(point, spans, "xyz", strict=True)
            )
            _, y = pixel_of(scene["eye"], scene["center"], place, (picture["width"], picture["height"]))
            assert picture["y"] + y > lists["y"] + lists["height"]
    floor, top = scene["ranges"]["z"]
    assert min(heights) - floor > 0.5 * (max(heights) - min(heights)), "the floor lies well below"
    assert all(value >= 0 for value in scene["ticks"]), "this loss is never below 0"
    assert len(scene["ticks"]) >= 3
    assert top >= max(heights)
    # The corners are whole: nowhere is a height that many points share, as where the surface is cut.
    assert sum(value == max(heights) for value in heights) == 1
    assert len(scene["floor"]) == len(scene["lines"])
    for shadow, line in zip(scene["floor"], scene["lines"], strict=True):
        assert set(shadow["z"]) == {floor}
        assert (shadow["x"], shadow["y"]) == (line["x"], line["y"])
    # All three end in one place, and are told apart by size.
    sizes = scene["sizes"]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_the_eye_stays_where_a_hand_has_put_it_until_another_surface_comes(visit: Visit) -> None:
    explorer = visit("?surface=himmelblau&view=3d&max_iterations=40", viewport={"width": 900, "height": 640})
    chosen = draw_scene(explorer)["eye"]
    scene = explorer.page.locator("[data-scene]")
    scene.focus()
    explorer.page.keyboard.press("ArrowLeft")
    explorer.until(lambda: bool(scene_of(explorer)["eye"] != chosen), "an arrow key turns it", WEBGL_SECONDS)
    turned = scene_of(explorer)["eye"]
    explorer.control("max_iterations").fill("50")
    explorer.settle()
    ends = [run["theta"][-1] for run in explorer.runs()]
    explorer.until(lambda: ends_of(explorer) == ends, "the new walks are drawn", WEBGL_SECONDS)
    assert scene_of(explorer)["eye"] == pytest.approx(turned)
    explorer.page.locator('[name="height"][value="log"]').check(force=True)
    explorer.until(lambda: bool(scene_of(explorer)["logarithmic"]), "the other height is drawn", WEBGL_SECONDS)
    assert scene_of(explorer)["eye"] == pytest.approx(turned)
    explorer.control("surface").select_option("booth")
    explorer.until(lambda: scene_of(explorer)["eye"] != pytest.approx(turned), "another surface, another eye", WEBGL_SECONDS)


def ends_of(explorer: Explorer) -> list[list[float]]:
    """Where the drawn paths end."""
    return [[line["x"][-1], line["y"][-1]] for line in scene_of(explorer)["lines"]]


def test_a_path_in_a_narrow_valley_is_not_under_the_drawn_surface(visit: Visit) -> None:
    """By its logarithm this valley is deeper than a grid shows, and the walks' ends lie at its bottom."""
    explorer = visit("?surface=rosenbrock&view=3d&height=log", viewport={"width": 900, "height": 640})
    scene = draw_scene(explorer)
    assert scene["logarithmic"]
    z = np.array(scene["surface"][0]["z"], dtype=float)
    (w0, w1), (b0, b1) = scene["ranges"]["x"], scene["ranges"]["y"]
    for w, b, height in [*scene["points"], *[[line[axis][-1] for axis in "xyz"] for line in scene["lines"]]]:
        column, row = (w - w0) / (w1 - w0) * (z.shape[1] - 1), (b - b0) / (b1 - b0) * (z.shape[0] - 1)
        i, j = int(row), int(column)
        u, v = row - i, column - j
        corners = z[i : i + 2, j : j + 2]
        assert height > np.array([1 - u, u]) @ corners @ np.array([1 - v, v])


def test_a_surface_with_undefined_ground_in_three_dimensions(visit: Visit) -> None:
    """Plotly's own contours never end on such a surface."""
    explorer = visit("?surface=formula&view=3d&formula=-log(w)%2Bb^2&starts=0.5,-3.5&optimizers=gradient_descent")
    traces = explorer.page.locator("[data-scene]").evaluate(
        """scene => scene.data.filter(({type}) => type === 'surface')
          .map(({contours, z}) => [Boolean(contours?.z.show), z.flat().includes(null)])"""
    )
    assert traces == [[False, True], [True, False]]
