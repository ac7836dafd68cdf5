"""The vendored browser assets are what their table says, and agree with the Python side."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import brotli
import plotly.offline
import pytest

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
README = VENDOR / "README.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<package>\S+)(?: (?P<version>[\d.]+|project))? \| .+ \| `(?P<digest>\w{64})` \|$")
SMALLEST_PRECOMPRESSED = 20_000


def rows() -> dict[str, re.Match[str]]:
    """The table's rows by file name."""
    matches = (ROW.match(line) for line in README.read_text(encoding="utf-8").splitlines())
    return {match["name"]: match for match in matches if match}


def vendored() -> list[str]:
    """Names of all files that the table must list."""
    files = (path for path in VENDOR.rglob("*") if path.is_file() and path != README and path.suffix != ".br")
    return sorted(path.relative_to(VENDOR).as_posix() for path in files)


def test_the_table_lists_every_file() -> None:
    assert vendored() == sorted(rows())


@pytest.mark.parametrize("name", vendored())
def test_a_file_is_the_one_in_the_table(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == rows()[name]["digest"]


@pytest.mark.parametrize("name", ["plotly-2d.min.js", "plotly-3d.min.js"])
def test_plotly_in_the_browser_is_the_version_of_the_python_package(name: str) -> None:
    version = plotly.offline.get_plotlyjs_version()
    assert rows()[name]["version"] == version
    assert (VENDOR / name).read_text(encoding="utf-8").startswith(f"/*! plotly.js v{version},")


def test_large_scripts_and_styles_have_a_brotli_sibling() -> None:
    large = [
        name for name in vendored() if name.endswith((".js", ".css")) and (VENDOR / name).stat().st_size >= SMALLEST_PRECOMPRESSED
    ]
    siblings = sorted(path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*.br"))
    assert siblings == [f"{name}.br" for name in large]


@pytest.mark.parametrize("sibling", sorted(VENDOR.rglob("*.br")), ids=lambda path: path.name)
def test_a_brotli_sibling_holds_the_same_bytes(sibling: Path) -> None:
    assert brotli.decompress(sibling.read_bytes()) == sibling.with_suffix("").read_bytes()


def test_nothing_vendored_asks_for_a_source_map() -> None:
    assert [name for name in vendored() if b"sourceMappingURL=" in (VENDOR / name).read_bytes()[-200:]] == []


def test_the_fonts_that_the_style_sheet_names_are_there_and_no_others() -> None:
    fonts = VENDOR / "fonts"
    named = re.findall(r'url\("([^"]+)"\)', (fonts / "fonts.css").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.name for path in fonts.glob("*.woff2"))
