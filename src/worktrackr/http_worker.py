"""One process that answers requests. `worktrackr serve` starts it, with the settings in its environment."""

import gc
import importlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn._types import ASGIApplication

from worktrackr.edge.one_write import OneWriteProtocol
from worktrackr.metrics import measured
from worktrackr.settings import Settings, read_settings
from worktrackr.worker_processes import GRACE_SECONDS

_KIBIBYTE = 1024


def main() -> None:
    """Serve the application of the factory `module:function` on a socket that the parent has bound."""
    factory, descriptor = sys.argv[1:]
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    settings = read_settings()
    # What libraries have to say; the application writes its own log.
    logging.basicConfig(level=logging.DEBUG if settings.log_level == "debug" else logging.WARNING)
    listener = socket.socket(fileno=int(descriptor))
    application = _load(factory)(settings)
    # What is loaded now stays for good, and a request leaves no cycles: looking for some after every few hundred
    # allocations costs a request 5 to 13 % of its time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    answering = application
    if settings.metrics_address is not None:
        # The same protocol, which two libraries have written down each in their own words.
        answering = cast("ASGIApplication", measured(cast("Any", application)))
    _Server(_configuration(answering, settings), application).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, which tells the application that it stops before it waits for what is under way: a stream never ends by itself."""

    def __init__(self, config: uvicorn.Config, application: ASGIApplication) -> None:
        super().__init__(config)
        self._end_streams: Callable[[], None] = getattr(application, "end_streams", lambda: None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: end the streams, let the requests finish."""
        self._end_streams()
        await super().shutdown(sockets)


def _configuration(application: ASGIApplication, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        loop="uvloop",
        http=OneWriteProtocol,
        ws="none",
        lifespan="on",
        # Nothing is written down of requests that went well; Python's logging is set up already.
        access_log=False,
        log_config=None,
        server_header=False,
        # Without a proxy that we trust, these headers are anybody's claim.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * _KIBIBYTE,
    )


def _load(factory: str) -> Callable[[Settings], ASGIApplication]:
    module, _, name = factory.partition(":")
    return cast("Callable[[Settings], ASGIApplication]", getattr(importlib.import_module(module), name))


def _stop_with_parent() -> None:
    """Wait for the end of standard input, a pipe that the parent holds: it closes when the parent dies, however."""
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
