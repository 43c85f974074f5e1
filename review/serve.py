"""Serves the desk until it is told to stop."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from index.errors import ConfigurationError


class DeskServer(uvicorn.Server):
    """A uvicorn server that says its address once it answers. `run()` blocks; set `should_exit` to stop it."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self.listener = listener
        self.ready = ready
        host, port = listener.getsockname()[:2]
        self.address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        super().run(sockets or [self.listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.ready and not self.should_exit:
            self.ready(self.address)


def open_server(
    app: FastAPI, host: str, port: int, ready: Callable[[str], None] | None = None, *, behind_proxy: bool = False
) -> DeskServer:
    """Return a server that holds its port already (0 = any free one).

    Without `behind_proxy` only this machine may listen: the desk speaks plain HTTP and knows no passwords. Raises
    ConfigurationError for another host, and for a port that cannot be had.
    """
    if not behind_proxy and not is_loopback(host):
        raise ConfigurationError(
            f"desk.host: {host} can be reached from other machines, and the desk has neither TLS nor passwords; "
            "use 127.0.0.1, or put a proxy that has both before it and say so with --behind-proxy"
        )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"desk.port: cannot listen on {host} port {port} ({said}); choose another port with --port"
        ) from error
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # who read what is nobody's business
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    return DeskServer(config, listener, ready)


def serve(
    app: FastAPI, host: str, port: int, ready: Callable[[str], None] | None = None, *, behind_proxy: bool = False
) -> None:
    """Serve until interrupted; `ready` gets the address once it answers. Errors as for open_server."""
    server = open_server(app, host, port, ready, behind_proxy=behind_proxy)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped cleanly
        server.run()


def is_loopback(host: str) -> bool:
    """Tell whether `host` can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
