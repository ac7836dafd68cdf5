"""Chapter 9's block of land: the nearest is seen, the plane leaves its ring, hand and keys turn it, paper gets it light."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.assets import asset_url
from tests.browser.conftest import Read
from tests.browser.reader import Reader

PICTURE = "() => document.querySelector('[data-relief] canvas').toDataURL()"
DARK_PIXELS = """() => {
  const canvas = document.querySelector('[data-relief] canvas');
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] < 60 && data[i + 1] < 60) dark += 1;
  return dark;
}"""
BRIGHTNESS = """() => {
  const canvas = document.querySelector('[data-relief] canvas');
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) { sum += data[i]; count += 1; }
  return sum / count;
}"""
# A square of two triangles at distance 2, then a triangle over its left half at distance 4 or 1, then a veil at distance 1.
RASTER = """async ([url, near, veiled]) => {
  const {raster_of, paint_triangle, veil_triangle, veil_of, pixel_of} = await import(url);
  const raster = raster_of(10, 8);
  const colours = [[200, 100, 40], [20, 60, 240]].map((rgb) => pixel_of(...rgb, 255));
  const table = {size: 2, pixels: Uint32Array.from([...colours, ...colours])};
  const flat = (points, near, light) => ({
    x: Float32Array.from(points, ([x]) => x), y: Float32Array.from(points, ([, y]) => y),
    near: new Float32Array(points.length).fill(near),
    height: new Float32Array(points.length), light: new Float32Array(points.length).fill(light),
  });
  const square = flat([[1, 1], [9, 1], [9, 7], [1, 7]], 0.5, 0);
  const half = flat([[1, 1], [5, 1], [5, 7], [1, 7]], near, 1);
  for (const [vertices] of near > 0.5 ? [[half], [square]] : [[square], [half]])
    for (const [i, j, k] of [[0, 1, 2], [0, 2, 3]]) paint_triangle(raster, vertices, i, j, k, table);
  if (veiled) {
    const veil = flat([[0, 0], [10, 0], [10, 8], [0, 8]], 1, 0);
    for (const [i, j, k] of [[0, 1, 2], [0, 2, 3]]) veil_triangle(raster, veil, i, j, k, veil_of([0, 0, 0], 0.5));
  }
  return Array.from({length: 80}, (_, i) => [...raster.image.data.slice(4 * i, 4 * i + 4)]);
}"""


def pixels(reader: Reader, near: float, veiled: bool = False) -> list[list[int]]:
    """The raster's pixels, ten a row."""
    drawn: list[list[int]] = reader.page.evaluate(RASTER, [asset_url("js/draw/raster.js"), near, veiled])
    return drawn


@pytest.mark.parametrize(("near", "left"), [(0.25, [200, 100, 40, 255]), (1.0, [20, 60, 240, 255])])
def test_the_nearest_triangle_is_seen_and_no_pixel_is_left_out(read: Read, near: float, left: list[int]) -> None:
    drawn = pixels(read("set-up"), near)
    for row in range(8):
        for column in range(10):
            inside = 1 <= row < 7 and 1 <= column < 9
            wanted = ([0, 0, 0, 0] if not inside else left) if column < 5 else ([200, 100, 40, 255] if inside else [0, 0, 0, 0])
            assert drawn[10 * row + column] == wanted, (row, column)


def test_a_veil_halves_what_is_behind_it_and_is_thin_over_paper(read: Read) -> None:
    drawn = pixels(read("set-up"), 0.25, veiled=True)
    assert drawn[35] == [100, 50, 20, 255]
    assert drawn[0] == [0, 0, 0, 128]


def picture(reader: Reader) -> str:
    """The block as it is drawn when nothing moves it any more."""
    last = ""

    def at_rest() -> bool:
        nonlocal last
        reader.page.wait_for_timeout(250)
        before, last = last, reader.page.evaluate(PICTURE)
        return bool(before == last)

    reader.until(at_rest, "the block is at rest")
    return last


def test_keys_turn_the_block_there_and_back(read: Read) -> None:
    reader = read("contours")
    block = reader.page.locator("[data-relief]")
    before = picture(reader)
    block.focus()
    seen = {before}
    for there, back in [("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown")]:
        block.press(there)
        seen.add(picture(reader))
        block.press(back)
        assert picture(reader) == before, there
    assert len(seen) == 3


def test_a_drag_turns_the_block_and_a_click_does_not(read: Read) -> None:
    reader = read("contours")
    mouse = reader.page.mouse
    block = reader.page.locator("[data-relief]")
    block.scroll_into_view_if_needed()
    box: Any = block.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = picture(reader)
    mouse.click(x, y)
    mouse.move(x + 60, y + 20)
    assert picture(reader) == before
    mouse.down()
    mouse.move(x, y, steps=4)
    assert picture(reader) != before
    mouse.move(x + 60, y + 20, steps=3)
    mouse.up()
    mouse.move(x, y)
    assert picture(reader) == before


def test_the_planes_ring_is_drawn_on_the_land(read: Read) -> None:
    reader = read("contours", color_scheme="light")
    dark = {}
    for height in (1, 20, 100):
        reader.set_dial("height", str(height))
        picture(reader)
        dark[height] = reader.page.evaluate(DARK_PIXELS)
    # At 20 % one ring around all four pits and the peak; at 1 % four small ones; at the top there is nothing left to cut.
    assert dark[20] > 2 * dark[1] > 0
    assert dark[20] > 3 * dark[100]


def test_the_ring_lies_where_the_loss_is_the_planes(read: Read) -> None:
    reader = read("contours")
    lines = reader.page.evaluate(
        """async (land) => {
          const axis = Array.from({length: 41}, (_, i) => -2 + i / 10);
          const loss = axis.flatMap((b) => axis.map((w) => w * w + b * b));
          const {land_of, lines_at} = await import(land);
          return lines_at(land_of({w: axis, b: axis, loss}, {lowest: 0, ceiling: 4, heights: []}), 1);
        }""",
        asset_url("js/draw/land.js"),
    )
    assert len(lines) == 1, "one ring"
    heights = {round(z, 12) for _, _, z in lines[0]}
    assert len(heights) == 1, "a level one"
    for x, y, _ in lines[0]:
        assert math.hypot(4 * x, 4 * y) == pytest.approx(1, abs=2e-3), "of radius 1, where the floor is 4 wide"


def test_paper_gets_the_block_in_light_colours_at_once(read: Read) -> None:
    reader = read("contours", color_scheme="dark")
    page = reader.page
    dark, printed, again = (
        page.evaluate(BRIGHTNESS),
        page.evaluate(f"() => {{ dispatchEvent(new Event('beforeprint')); return ({BRIGHTNESS})(); }}"),
        page.evaluate(f"() => {{ dispatchEvent(new Event('afterprint')); return ({BRIGHTNESS})(); }}"),
    )
    assert dark == pytest.approx(again, abs=1)
    assert printed > dark + 60
