"""Import graphs: every static import is followed, once; nothing else is."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx
import pytest

from app.assets import STATIC_FOLDER, asset_url
from app.chapters import CHAPTERS
from app.modules import Modules, module_urls

SCRIPTS = {
    "js/main.js": 'import { a } from "./a.js";\nimport {\n  b,\n  c,\n} from "./parts/b.js";\nimport "./bare.js";\n',
    "js/a.js": 'export { c } from "./parts/c.js";\nexport const a = "./never.js";\n',
    "js/parts/b.js": 'import big from "../../vendor/big.js";\nimport "../a.js";\nconst late = () => import("./late.js");\n',
    "js/parts/c.js": '// import { x } from "./comment.js";\nexport * from "./b.js";\nexport const from = () => ["./no.js"];\n',
    "js/bare.js": "globalThis.bare = 1;\n",
    "vendor/big.js": f'/*! big */export default 1;{" " * 1000}var t=`import x from"./not.js"`;\n',
}
ALL = {"js/main.js", "js/a.js", "js/parts/b.js", "js/parts/c.js", "js/bare.js", "vendor/big.js"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in SCRIPTS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_static_imports_are_followed_once_and_the_largest_comes_first(folder: Path) -> None:
    loaded = Modules(folder).loaded_by("js/main.js")
    assert set(loaded) == ALL
    assert len(loaded) == len(ALL)
    sizes = [len(SCRIPTS[path]) for path in loaded]
    assert loaded[0] == "vendor/big.js"
    assert sizes == sorted(sizes, reverse=True)


def test_a_graph_starts_where_it_is_asked_to(folder: Path) -> None:
    assert Modules(folder).loaded_by("js/bare.js") == ("js/bare.js",)


def test_a_missing_module_fails_at_once(folder: Path) -> None:
    (folder / "js/parts/c.js").unlink()
    with pytest.raises(FileNotFoundError):
        Modules(folder).loaded_by("js/main.js")


def test_an_import_from_outside_the_folder_fails(folder: Path) -> None:
    (folder / "js/bare.js").write_text('import "../../outside.js";\n')
    with pytest.raises(ValueError, match=r"outside\.js"):
        Modules(folder).loaded_by("js/main.js")


@pytest.mark.parametrize("reload", [False, True])
def test_edits_are_followed_only_in_development(folder: Path, reload: bool) -> None:
    graph = Modules(folder, reload=reload)
    before = graph.loaded_by("js/main.js")
    (folder / "js/bare.js").write_text('import "./parts/late.js";\n')
    (folder / "js/parts/late.js").write_text("")
    added = set(graph.loaded_by("js/main.js")) - set(before)
    assert added == ({"js/parts/late.js"} if reload else set())


def test_every_import_of_our_own_scripts_is_recognised() -> None:
    """A stricter reading of the same files: whoever writes an import in another shape is told here."""
    for script in (STATIC_FOLDER / "js").rglob("*.js"):
        text = script.read_text()
        named = re.findall(r'^(?:import|export) .*?from "(.+?)";$|^import "(.+?)";$', text, re.MULTILINE | re.DOTALL)
        wanted = {Path(os.path.normpath(script.parent / (first or second))) for first, second in named if first or second}
        entry = script.relative_to(STATIC_FOLDER).as_posix()
        loaded = Modules(STATIC_FOLDER).loaded_by(entry)
        assert {path.relative_to(STATIC_FOLDER).as_posix() for path in wanted} <= set(loaded), entry


@pytest.mark.parametrize(("path", "entry"), [("/", "js/explorer.js"), *((f"/walk/{c.slug}", c.script) for c in CHAPTERS)])
def test_a_page_links_the_modules_of_its_script(client: httpx.Client, path: str, entry: str) -> None:
    html = client.get(path).text
    linked = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    assert linked == module_urls(entry)
    assert f'<script type="module" src="{asset_url(entry)}">' in html
