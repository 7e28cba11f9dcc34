"""The web server as a process of its own: `python -m spona.cli.serve.granian_server`.

Started by `serve_supervisor`, never by hand. No access log: it would hold addresses.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from spona.cli.serve.supervisor import end_with_parent

# Of one worker. Most of them wait for bodies; `spona.middleware.bodies` says how many work.
THREADS: Final = 32


type Loader = Callable[[str], Callable[..., Any]]


def main(target: str = "spona.wsgi:application", loader: Loader | None = None) -> None:
    """`loader` makes the application of `target` in each worker; without one it is `load`."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    if loader is None and multiprocessing.get_start_method() == "fork":
        # Once for all workers, which begin as copies of this process: half the start, and what
        # they share lies in memory once. A worker that is started anew need not read it again.
        bring(target)
        let_lie()
    Granian(
        target,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=10,
        # A worker that dies is replaced, and the other one answers meanwhile.
        respawn_failed_workers=True,
        log_access=False,
        # Its only warning is that 32 are many threads, on the page of whoever starts the demo.
        log_level=LogLevels.error,
        websockets=False,
    ).serve(target_loader=loader or load)


def load(target: str) -> Callable[..., Any]:
    """The application, in each worker. Behind HTTPS stands our own proxy on this machine: only
    with its word for the visitor's address can the limiter tell one network from another.
    """
    from django.conf import settings

    application = bring(target)
    from spona.cli.serve.gate import take_part

    take_part("web server")
    if settings.SPONA_HTTPS:
        application = wrap_wsgi_with_proxy_headers(application, ["127.0.0.1", "::1"])
    let_lie()
    return application


def bring(target: str) -> Callable[..., Any]:
    """The application with what it stands on. It opens no database and begins no thread: each
    worker has its own."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    application: Callable[..., Any] = import_string(target.replace(":", "."))
    # The addresses bring the apps with them; the first visitor need not wait for these, nor
    # whoever shows a security key.
    import_module(settings.ROOT_URLCONF)
    import_module("spona.identity.webauthn_library")
    return application


def let_lie() -> None:
    """What is there by now stays for good, so Python need not look through it for what is left
    over: a search in ten thousand names is a sixth faster.
    """
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
