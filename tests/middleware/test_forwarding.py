"""The demo's passwords are known to everybody: nobody gets to it through a proxy."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from spona.middleware.forwarding import refuse_forwarded

HEADERS = {
    "Forwarded": "for=192.0.2.60;proto=https",
    "X-Forwarded-For": "192.0.2.60",
    "X-Forwarded-Host": "spona.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": "proxy",
    "X-Real-IP": "192.0.2.60",
    "Via": "1.1 proxy",
    "CF-Connecting-IP": "192.0.2.60",
    "True-Client-IP": "192.0.2.60",
    "X-Client-IP": "192.0.2.60",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_request_that_was_forwarded_is_refused(name):
    asked = refuse_forwarded(lambda _request: HttpResponse("the demo"))
    answer = asked(RequestFactory().get("/", headers={name: HEADERS[name]}))
    assert answer.status_code == 403
    assert b"./spona init" in answer.content


def test_one_that_comes_from_this_machine_is_answered():
    asked = refuse_forwarded(lambda _request: HttpResponse("the demo"))
    answer = asked(RequestFactory().get("/", headers={"Accept": "text/html", "Host": "localhost"}))
    assert answer.content == b"the demo"


@pytest.mark.parametrize(("kind", "stands"), [("demo", True), ("real", False), ("test", False)])
def test_it_stands_first_in_the_demo_and_nowhere_else(tmp_path, kind, stands):
    """Real data stands behind a proxy on purpose."""
    from spona.cli.installation.secret_files import make_secrets

    make_secrets(tmp_path / "keys")
    done = subprocess.run(
        [sys.executable, "-c",
         "import json; from spona import settings; print(json.dumps(settings.MIDDLEWARE))"],
        env=os.environ | {"SPONA_KIND": kind, "SPONA_SECRETS": str(tmp_path / "keys"),
                          "SPONA_DATA": str(tmp_path), "PYTHONPATH": "src"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    order = json.loads(done.stdout)
    assert ("spona.middleware.forwarding.refuse_forwarded" in order) is stands
    assert (order[0] == "spona.middleware.forwarding.refuse_forwarded") is stands
