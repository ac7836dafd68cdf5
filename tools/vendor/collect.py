"""Finish static/vendor: `python collect.py NODE_MODULES TARGET_FOLDER`, after the bundles and the fonts were built.

Copies what is used as published, writes Brotli siblings, and brings the table of the folder's README up to date.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import brotli

SMALLEST_PRECOMPRESSED = 20_000
TABLE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end of table -->)", re.DOTALL)

COPIES = {
    "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui/swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/LICENSE": "swagger-ui-dist/LICENSE",
    "swagger-ui/NOTICE": "swagger-ui-dist/NOTICE",
    "fonts/OFL-Inter.txt": "inter-ui/LICENSE.txt",
    "fonts/OFL-Source-Serif-4.md": "source-serif/LICENSE.md",
    "fonts/OFL-STIX-Two-Math.txt": "@fontsource/stix-two-math/LICENSE",
}


@dataclass(frozen=True)
class Origin:
    """Which package the files with a name matching `pattern` come from, and under which licence."""

    pattern: str
    package: str
    licence: str


ORIGINS = (
    Origin(r"plotly", "plotly.js", "MIT, and plotly.LICENSES.txt"),
    Origin(r"swagger-ui/", "swagger-ui-dist", "Apache-2.0"),
    Origin(r"fonts/(inter|OFL-Inter)", "inter-ui", "OFL-1.1"),
    Origin(r"fonts/(source-serif|OFL-Source)", "source-serif", "OFL-1.1"),
    Origin(r"fonts/(stix|OFL-STIX)", "@fontsource/stix-two-math", "OFL-1.1"),
)


def copy(node_modules: Path, target: Path) -> None:
    """Copy the published files, without the references to source maps that are not shipped."""
    for name, source in COPIES.items():
        text = (node_modules / source).read_text(encoding="utf-8")
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(re.sub(r"\n+/[/*]# sourceMappingURL=.*", "\n", text), encoding="utf-8")


def precompress(target: Path) -> None:
    """Write a Brotli sibling of every large script and style sheet: at quality 11, too slow to do when serving."""
    for file in sorted({*target.rglob("*.js"), *target.rglob("*.css")}):
        if file.stat().st_size >= SMALLEST_PRECOMPRESSED:
            file.with_name(f"{file.name}.br").write_bytes(brotli.compress(file.read_bytes(), quality=11, lgwin=24))


def table(node_modules: Path, target: Path) -> str:
    """The README's table: a row for every file but the README itself and the Brotli siblings."""
    lines = ["| file | package | licence | SHA-256 |", "|---|---|---|---|"]
    for file in sorted(path for path in target.rglob("*") if path.is_file()):
        name = file.relative_to(target).as_posix()
        if name == "README.md" or file.suffix == ".br":
            continue
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"| `{name}` | {origin(name, node_modules)} | `{digest}` |")
    return "\n".join(lines) + "\n"


def origin(name: str, node_modules: Path) -> str:
    """The table's middle cells for a file: the package with its version, and the licence."""
    for entry in ORIGINS:
        if re.match(entry.pattern, name):
            version = json.loads((node_modules / entry.package / "package.json").read_text(encoding="utf-8"))["version"]
            return f"{entry.package} {version} | {entry.licence}"
    return "this project | MIT"


def main() -> None:
    """Copy, compress and write the table."""
    node_modules, target = map(Path, sys.argv[1:3])
    copy(node_modules, target)
    precompress(target)
    readme = target / "README.md"
    rows = table(node_modules, target)
    readme.write_text(TABLE.sub(lambda _: rows, readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
