"""Static files under one content-hashed address, compressed once, cached for a year.

`/static/<version>/<path>`: the version is a hash of the whole folder, so relative imports between ES modules and
relative urls in style sheets stay within one version, and a new release is a new address for every file.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import anyio.to_thread
import brotli
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.settings import settings

STATIC_FOLDER = Path(__file__).resolve().parent.parent / "static"
MOUNT = "/static"
DEVELOPMENT_VERSION = "development"

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

# Quality 11 saves 4% more than 9 but takes ten times as long, and the first visitor waits for it.
# Large bundles have a `.br` sibling made at quality 11, which is served instead.
BROTLI_QUALITY = 9
GZIP_LEVEL = 9
SMALLEST_WORTH_COMPRESSING = 256

COMMENT = re.compile(rb"^[ \t]*(?:/\*\*?(?s:.*?)\*/|//[^\n]*)[ \t]*\n", re.MULTILINE)
VENDOR = "vendor"

# Named here because the operating system's table (which `mimetypes` reads) is not to be relied on.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
COMPRESSIBLE = frozenset({".css", ".html", ".js", ".json", ".map", ".md", ".mjs", ".svg", ".txt", ".webmanifest"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send.

    Attributes:
        body: the file's bytes, by content coding: `identity` always, `br` and `gzip` where they are smaller.
        media_type: value of the Content-Type header.
        etag: strong entity tag of the identity form, quotes not included.
        modified: time of last change, seconds since 1970; looked at in development.
    """

    body: dict[str, bytes]
    media_type: str
    etag: str
    modified: float


class Assets:
    """Serves one folder as an ASGI application.

    Args:
        folder: the folder with the files.
        reload: read files anew when they change and forbid caching without revalidation, for development.
    """

    def __init__(self, folder: Path, *, reload: bool = False) -> None:
        self.folder = folder.resolve()
        self.reload = reload
        self.version = DEVELOPMENT_VERSION if reload else folder_version(self.folder)
        self._assets: dict[Path, Asset] = {}
        self._urls: dict[str, str] = {}

    def url(self, path: str) -> str:
        """The address of a file, e.g. `url("css/site.css")` is `/static/3f9c0a51b2d4/css/site.css`.

        Raises:
            FileNotFoundError: no such file in the folder; a misspelt name fails at once, not in the browser.
        """
        if self.reload or path not in self._urls:
            if self._locate(path) is None:
                raise FileNotFoundError(f"static/{path}")
            self._urls[path] = f"{MOUNT}/{self.version}/{path}"
        return self._urls[path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for a file."""
        request = Request(scope, receive)
        if request.method != "GET":
            raise HTTPException(405, headers={"Allow": "GET"})
        version, _, path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")
        file = self._locate(path)
        if file is None:
            raise HTTPException(404)
        asset = self._fresh(file)
        if asset is None:
            asset = await anyio.to_thread.run_sync(self._load, file)
        current = version == self.version and not self.reload
        await _respond(request, asset, FOREVER if current else REVALIDATE)(scope, receive, send)

    def _locate(self, path: str) -> Path | None:
        """The file for a request path, or None; never a file outside the folder, nor a hidden one."""
        parts = PurePosixPath(path).parts
        if not parts or "\0" in path or "\\" in path or any(part.startswith((".", "/")) for part in parts):
            return None
        try:
            file = self.folder.joinpath(*parts).resolve()
            return file if file.is_relative_to(self.folder) and file.is_file() else None
        except OSError:  # a name longer than the file system takes
            return None

    def _fresh(self, file: Path) -> Asset | None:
        asset = self._assets.get(file)
        if asset is not None and self.reload and asset.modified != file.stat().st_mtime:
            return None
        return asset

    def _load(self, file: Path) -> Asset:
        identity = file.read_bytes()
        if file.suffix == ".js" and VENDOR not in file.parts:
            identity = without_comments(identity)
        asset = Asset(
            body={"identity": identity, **_compressed(file, identity, quick=self.reload)},
            media_type=MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            etag=hashlib.blake2b(identity, digest_size=6).hexdigest(),
            modified=file.stat().st_mtime,
        )
        self._assets[file] = asset
        return asset


def without_comments(script: bytes) -> bytes:
    """A script of ours without the comments that stand on lines of their own: 3% of a first visit.

    They are for whoever reads the source. A line that begins like a comment inside a template literal would be taken for one;
    there is none, and a test says so.
    """
    return COMMENT.sub(b"", script)


def folder_version(folder: Path, *patterns: str) -> str:
    """Twelve hexadecimal digits that change when any file of the folder changes, is added, moved or removed.

    Args:
        folder: with all that is in it.
        patterns: of the names that count; all, if there are none.
    """
    digest = hashlib.blake2b(digest_size=6)
    files = {file for pattern in patterns or ("*",) for file in folder.rglob(pattern) if file.is_file()}
    for file in sorted(files):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _compressed(file: Path, identity: bytes, *, quick: bool) -> dict[str, bytes]:
    if file.suffix not in COMPRESSIBLE or len(identity) < SMALLEST_WORTH_COMPRESSING:
        return {}
    smaller = {
        "br": _precompressed(file, identity) or brotli.compress(identity, quality=1 if quick else BROTLI_QUALITY),
        "gzip": gzip.compress(identity, compresslevel=1 if quick else GZIP_LEVEL, mtime=0),
    }
    return {coding: body for coding, body in smaller.items() if len(body) < len(identity)}


def _precompressed(file: Path, identity: bytes) -> bytes | None:
    """The `.br` sibling's bytes, unless there is none or it was made from another version of the file."""
    try:
        sibling = file.with_name(f"{file.name}.br").read_bytes()
        return sibling if brotli.decompress(sibling) == identity else None
    except (FileNotFoundError, brotli.error):
        return None


def _respond(request: Request, asset: Asset, cache_control: str) -> Response:
    coding = _coding(request.headers, asset)
    headers = {
        "cache-control": cache_control,
        "etag": f'"{asset.etag}"' if coding == "identity" else f'"{asset.etag}-{coding}"',
        "vary": "Accept-Encoding",
    }
    if _unchanged(request.headers, headers["etag"]):
        return Response(status_code=304, headers=headers)
    if coding != "identity":
        headers["content-encoding"] = coding
    headers["content-type"] = asset.media_type
    body = asset.body[coding]
    return Response(body, headers=headers)


def _coding(headers: Headers, asset: Asset) -> str:
    """The smallest coding that the client accepts (RFC 9110, 12.5.3); a quality of 0 refuses one."""
    accepted: dict[str, bool] = {}
    for item in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameter = item.partition(";")
        accepted[name.strip()] = not _is_zero_quality(parameter)
    wildcard = accepted.get("*", False)
    return next((name for name in ("br", "gzip") if name in asset.body and accepted.get(name, wildcard)), "identity")


def _is_zero_quality(parameter: str) -> bool:
    name, _, value = parameter.strip().partition("=")
    return name.strip() == "q" and value.strip() in {"0", "0.", "0.0", "0.00", "0.000"}


def _unchanged(headers: Headers, etag: str) -> bool:
    """Whether the client's copy is good (RFC 9110, 13.1.2)."""
    tags = headers.get("if-none-match", "")
    return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}


@cache
def assets() -> Assets:
    """The product's own static files."""
    return Assets(STATIC_FOLDER, reload=settings().reload)


def asset_url(path: str) -> str:
    """The versioned address of a static file, for templates: `asset_url("js/main.js")`."""
    return assets().url(path)
