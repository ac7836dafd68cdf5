"""Which ES modules a page loads: the static imports of its entry script, followed to their ends.

Browsers find imports wave after wave, each module only when the one that names it has arrived. A page that links all of them with
`<link rel="modulepreload">` has them fetched at once.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.assets import STATIC_FOLDER, asset_url
from app.settings import settings

# `import x from "./a.js"`, `import "./a.js"` and `export x from "./a.js"`, each at the start of a line, over several if need be;
# `import("./a.js")` is fetched when it is called, so it does not count.
IMPORT = re.compile(r"""^(?:import|export)\b(?:[^"'();=]*\bfrom)?\s*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


class Modules:
    """The import graph of one folder's scripts.

    Args:
        folder: the folder with the scripts, in any depth.
        reload: read scripts anew each time, for development.
    """

    def __init__(self, folder: Path, *, reload: bool = False) -> None:
        self.folder = folder.resolve()
        self.reload = reload
        self._loaded: dict[str, tuple[str, ...]] = {}

    def loaded_by(self, entry: str) -> tuple[str, ...]:
        """All modules that come with an entry script, itself included, the largest first, as it takes longest.

        Args:
            entry: path within the folder, e.g. `js/explorer.js`; so are the answers.

        Raises:
            FileNotFoundError: a script, or one that it imports, is not there.
            ValueError: an import leads out of the folder.
        """
        if self.reload or entry not in self._loaded:
            self._loaded[entry] = self._follow(entry)
        return self._loaded[entry]

    def _follow(self, entry: str) -> tuple[str, ...]:
        sizes: dict[str, int] = {}
        waiting = [entry]
        while waiting:
            path = waiting.pop()
            if path in sizes:
                continue
            script = self.folder / path
            text = script.read_text(encoding="utf-8")
            sizes[path] = len(text)
            waiting += [(script.parent / name).resolve().relative_to(self.folder).as_posix() for name in IMPORT.findall(text)]
        return tuple(sorted(sizes, key=lambda path: (-sizes[path], path)))


@cache
def modules() -> Modules:
    """The product's own scripts."""
    return Modules(STATIC_FOLDER, reload=settings().reload)


def module_urls(entry: str) -> list[str]:
    """The versioned addresses of all modules that an entry script loads, for templates: `module_urls("js/explorer.js")`."""
    return [asset_url(path) for path in modules().loaded_by(entry)]
