"""Security headers on every response, as pure ASGI so that it costs next to nothing."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Inline style attributes are how Plotly positions its own elements.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

SECURITY_HEADERS: dict[str, str] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# Scripts, styles and fonts are never documents: the other headers would mean nothing there, and a page loads fifty such files.
PARTS_OF_PAGES = (b"text/javascript", b"text/css", b"font/")
PART_HEADERS = frozenset({"x-content-type-options", "cross-origin-resource-policy"})


class SecurityHeadersMiddleware:
    """Adds `SECURITY_HEADERS` to every HTTP response, of them `PART_HEADERS` to parts of pages.

    A header that the response already has wins.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in SECURITY_HEADERS.items()]
        self._part_headers = [header for header in self._headers if header[0].decode("ascii") in PART_HEADERS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = dict(message["headers"])
                is_part = present.get(b"content-type", b"").startswith(PARTS_OF_PAGES)
                added = self._part_headers if is_part else self._headers
                message["headers"] = [*message["headers"], *(header for header in added if header[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
