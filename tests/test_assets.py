"""Static files: addresses, caching, compression, and nothing from outside the folder."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.assets import (
    COMMENT,
    FOREVER,
    MOUNT,
    REVALIDATE,
    STATIC_FOLDER,
    Assets,
    asset_url,
    assets,
    folder_version,
    without_comments,
)

SCRIPT = b"export const answer = 42;\n" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    for name, content in {
        "js/main.js": SCRIPT,
        "css/site.css": b"body { color: black }",
        "fonts/text.woff2": b"\0\1" * 2000,
        "picture.svg": b"<svg/>" + b" " * 1000,
        "data.json": b"[1]",
        ".secret": b"no",
    }.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(content)
    (tmp_path / "outside.txt").write_text("no")
    return static


def serve(files: Assets) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=[Mount(MOUNT, files)]))
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers={"accept-encoding": "identity"})


async def fetch(files: Assets, address: str, **headers: str) -> httpx.Response:
    async with serve(files) as client:
        return await client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


pytestmark = pytest.mark.anyio


@pytest.fixture
def files(folder: Path) -> Assets:
    return Assets(folder)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("js/main.js", "text/javascript; charset=utf-8"),
        ("css/site.css", "text/css; charset=utf-8"),
        ("fonts/text.woff2", "font/woff2"),
        ("picture.svg", "image/svg+xml"),
        ("data.json", "application/json"),
    ],
)
async def test_a_file_is_served_for_ever_under_its_version(files: Assets, folder: Path, path: str, media_type: str) -> None:
    response = await fetch(files, files.url(path))
    assert response.status_code == 200
    assert response.content == (folder / path).read_bytes()
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == FOREVER
    assert response.headers["vary"] == "Accept-Encoding"


async def test_another_version_serves_the_current_file_but_not_for_ever(files: Assets) -> None:
    response = await fetch(files, f"{MOUNT}/000000000000/js/main.js")
    assert response.content == SCRIPT
    assert response.headers["cache-control"] == REVALIDATE


@pytest.mark.parametrize(("accepted", "coding"), [
    ("br", "br"),
    ("gzip", "gzip"),
    ("gzip, deflate, br, zstd", "br"),
    ("br;q=0, gzip", "gzip"),
    ("*", "br"),
    ("*;q=0", None),
    ("deflate", None),
    ("", None),
])  # fmt: skip
async def test_text_is_compressed_as_the_client_accepts(files: Assets, accepted: str, coding: str | None) -> None:
    async with (
        serve(files) as client,
        client.stream("GET", files.url("js/main.js"), headers={"accept-encoding": accepted}) as response,
    ):
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers.get("content-encoding") == coding
    expand = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert expand(raw) == SCRIPT
    assert int(response.headers["content-length"]) == len(raw)
    assert coding is None or len(raw) < len(SCRIPT) / 5


async def test_what_is_compressed_already_is_left_alone(files: Assets) -> None:
    response = await fetch(files, files.url("fonts/text.woff2"), accept_encoding="br, gzip")
    assert "content-encoding" not in response.headers


async def test_a_sibling_compressed_beforehand_is_served(folder: Path) -> None:
    sibling = brotli.compress(SCRIPT, quality=1)
    (folder / "js/main.js.br").write_bytes(sibling)
    response = await fetch(Assets(folder), f"{MOUNT}/x/js/main.js", accept_encoding="br")
    assert int(response.headers["content-length"]) == len(sibling)


@pytest.mark.parametrize("content", [brotli.compress(b"an older version"), b"not brotli"], ids=["stale", "damaged"])
async def test_a_sibling_of_another_version_is_not_served(folder: Path, content: bytes) -> None:
    (folder / "js/main.js.br").write_bytes(content)
    response = await fetch(Assets(folder), f"{MOUNT}/x/js/main.js", accept_encoding="br")
    assert response.content == SCRIPT


async def test_a_good_copy_is_not_sent_again(files: Assets) -> None:
    address = files.url("js/main.js")
    first = await fetch(files, address, accept_encoding="br")
    etag = first.headers["etag"]
    for headers in (
        {"if_none_match": etag},
        {"if_none_match": f'"other", W/{etag}'},
        {"if_none_match": "*"},
    ):
        again = await fetch(files, address, accept_encoding="br", **headers)
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == FOREVER


async def test_another_copy_is_sent_again(files: Assets) -> None:
    address = files.url("js/main.js")
    compressed = await fetch(files, address, accept_encoding="br")
    for headers in (
        {"if_none_match": '"other"'},
        {"if_none_match": compressed.headers["etag"]},  # of another coding
    ):
        assert (await fetch(files, address, **headers)).content == SCRIPT


@pytest.mark.parametrize(
    "path",
    [
        "",
        "js",
        "js/",
        "nothing.js",
        ".secret",
        "js/../.secret",
        "../outside.txt",
        "%2e%2e/outside.txt",
        "..%2foutside.txt",
        "..%5coutside.txt",
        "js/..%2f..%2f..%2foutside.txt",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "js/main.js%00",
        "link.txt",
    ],
)
async def test_nothing_else_is_served(folder: Path, path: str) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    assert (await fetch(Assets(folder), f"{MOUNT}/x/{path}")).status_code == 404


async def test_in_development_a_change_is_seen_at_once(folder: Path) -> None:
    files = Assets(folder, reload=True)
    address = files.url("js/main.js")
    assert (await fetch(files, address)).content == SCRIPT
    (folder / "js/main.js").write_bytes(b"changed")
    os.utime(folder / "js/main.js", (1, 1))
    response = await fetch(files, address)
    assert response.content == b"changed"
    assert response.headers["cache-control"] == REVALIDATE


def test_every_change_makes_another_version(folder: Path) -> None:
    versions = [folder_version(folder)]
    (folder / "js/main.js").write_bytes(SCRIPT + b" ")
    versions.append(folder_version(folder))
    (folder / "js/main.js").rename(folder / "js/other.js")
    versions.append(folder_version(folder))
    (folder / "js/other.js").unlink()
    versions.append(folder_version(folder))
    assert len(set(versions)) == 4


def test_a_misspelt_name_fails_where_it_is_written(files: Assets) -> None:
    with pytest.raises(FileNotFoundError, match=r"static/js/mian\.js"):
        files.url("js/mian.js")


def test_the_products_own_files(client: httpx.Client) -> None:
    response = client.get(asset_url("icon.svg"))
    assert asset_url("icon.svg") == f"{MOUNT}/{assets().version}/icon.svg"
    assert response.status_code == 200
    assert response.headers["cache-control"] == FOREVER


def test_head_has_the_same_headers_and_no_body(client: httpx.Client) -> None:
    address = asset_url("icon.svg")
    full, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "cache-control"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000])
def test_a_name_too_long_for_the_file_system_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(f"/static/x/{path}").status_code == 404


@pytest.mark.parametrize("coding", ["identity", "br", "zstd"])
def test_what_an_answer_varies_with_is_said_once(client: httpx.Client, coding: str) -> None:
    response = client.get(asset_url("js/explorer.js"), headers={"accept-encoding": coding})
    assert response.headers.get_list("vary") == ["Accept-Encoding"]


def test_scripts_are_sent_without_the_comments_on_lines_of_their_own() -> None:
    script = b"""/** What it is. */
import { a } from "./a.js"; // stays: it shares its line

/**
 * Adds one.
 * @param {number} x
 */
export const add = (x) => {
  // Why one.
  const url = "https://host/*"; /* stays */
  return x + 1;
};
"""
    sent = b"""import { a } from "./a.js"; // stays: it shares its line

export const add = (x) => {
  const url = "https://host/*"; /* stays */
  return x + 1;
};
"""
    assert without_comments(script) == sent


@pytest.mark.parametrize("file", sorted((STATIC_FOLDER / "js").rglob("*.js")), ids=lambda file: file.stem)
def test_no_line_of_a_template_literal_looks_like_a_comment(file: Path) -> None:
    """Every comment that is left out has an even count of backticks before it: it stands in no template literal."""
    script = file.read_bytes()
    for match in COMMENT.finditer(script):
        before = COMMENT.sub(b"", script[: match.start()])
        assert before.count(b"`") % 2 == 0, match.group()
