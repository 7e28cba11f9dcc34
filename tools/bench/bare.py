"""The bare Django that a page of Spona is measured against: its settings, and its start.

`python -m tools.bench.bare --port N` runs the web server with the same settings
as ours; only the application behind it is this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

_DATABASES = "BENCH_DATABASES"
DATABASES: dict[str, Any] = json.loads(os.environ.get(_DATABASES, "{}"))
SECRET_KEY = "a bare page signs nothing"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "tools.bench.bare_page"
USE_TZ = True
# The middleware that `startproject` writes, without sessions, login and messages.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        (
                            "django.template.loaders.locmem.Loader",
                            {
                                "page.html": (
                                    "<!doctype html><html><head><title>Bare</title></head><body>"
                                    "<h1>{{ count }}</h1>"
                                    "<ul>{% for one in networks %}<li>{{ one.slug }}</li>"
                                    "{% endfor %}</ul>"
                                    "<table>{% for one in institutions %}<tr><td>{{ one.code }}"
                                    "</td><td>{{ one.sector }}</td></tr>{% endfor %}</table>"
                                    "</body></html>"
                                )
                            },
                        )
                    ],
                )
            ]
        },
    }
]


def main() -> None:
    """Takes the database from Spona's own settings, then starts the workers with these."""
    from spona.cli.serve import granian_server

    # Asked in another process: the workers inherit what this one has loaded.
    asked = "from django.conf import settings; import json; "
    asked += "print(json.dumps(settings.DATABASES, default=str))"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    os.environ[_DATABASES] = done.stdout
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench.bare"
    granian_server.main("tools.bench.bare_wsgi:application", _load)


def _load(target: str) -> Callable[..., Any]:
    """Without the share in the data that a server of ours takes."""
    application: Callable[..., Any] = import_string(target.replace(":", "."))
    return application


if __name__ == "__main__":
    main()
