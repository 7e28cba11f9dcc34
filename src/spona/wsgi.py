import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from spona.middleware.content_types import readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, but for a body of a type that its reader breaks on before any middleware."""
    if not readable(environ):
        start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]
    return _django(environ, start_response)
