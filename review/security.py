"""What every request must show and every answer must carry, before any page is asked."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script or style, nothing from elsewhere: hostile article text has nothing to work with.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: refuses strange hosts (DNS rebinding) and requests other sites made (CSRF); adds HEADERS."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts) | LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if host_name(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse(
                "This desk does not answer to that host name; set desk.host in tilshi.toml.", status_code=421
            )
        if method not in _SAFE_METHODS and not self._is_own(headers):
            return PlainTextResponse("Refused: this request was not made by the desk's own pages.", status_code=403)
        return None

    def _is_own(self, headers: Headers) -> bool:
        """Tell whether our own page sent this. Both headers are out of a script's reach.

        Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form, so Sec-Fetch-Site decides
        where it is present and null speaks neither for nor against; without it Origin must name us.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        named = origin is not None and origin != "null"
        if named and urlsplit(str(origin)).netloc.lower() != headers.get("host", "").lower():
            return False
        return site == "same-origin" if site is not None else named


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
