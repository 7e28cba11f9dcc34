"""The shipped proxy snippets and units keep nothing of what passes through them."""

from __future__ import annotations

from pathlib import Path

import pytest

import spona.operations

DEPLOY = Path(spona.operations.__file__).parent / "deploy"


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("nginx.conf", ["access_log off;", "proxy_request_buffering off;", "proxy_buffering off;",
                        "proxy_max_temp_file_size 0;", "ssl_session_tickets off;",
                        "proxy_set_header X-Forwarded-For $remote_addr;",
                        "client_body_timeout 30s;", "client_header_timeout 15s;"]),
        ("Caddyfile", ["flush_interval -1", "header_up X-Forwarded-For {remote_host}", "read_body 15m",
                       "read_header 15s"]),
        ("spona.service", ["LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "NoNewPrivileges=yes",
                           "TemporaryFileSystem=/tmp"]),
        ("spona-backup.service", ["LimitCORE=0", "MemorySwapMax=0", "UMask=0077"]),
    ],
)  # fmt: skip
def test_what_must_not_be_kept_is_not_kept(file, lines):
    text = (DEPLOY / file).read_text()
    assert [line for line in lines if line not in text] == []


def test_no_log_of_addresses_is_switched_on():
    nginx = (DEPLOY / "nginx.conf").read_text()
    assert nginx.count("access_log") == nginx.count("access_log off;")
    assert "\n\tlog" not in (DEPLOY / "Caddyfile").read_text()


def test_no_unit_or_snippet_names_the_matter():
    from spona.operations.doctor_outward import telling

    for path in DEPLOY.iterdir():
        words = path.read_text().replace("/", " ").split()
        assert [word for word in words if telling(word)] == [], path.name
