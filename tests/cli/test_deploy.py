"""The shipped proxy snippets and units keep nothing of what passes through them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import spona.cli
from spona.cli.installation.secret_files import NAMES

DEPLOY = Path(spona.cli.__file__).parent / "deploy"


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
    from spona.cli.doctor.outward import telling

    for path in DEPLOY.iterdir():
        words = path.read_text().replace("/", " ").split()
        assert [word for word in words if telling(word)] == [], path.name


def test_a_unit_that_fails_raises_an_alarm():
    for name in ("spona", "spona-backup", "spona-doctor"):
        assert "OnFailure=spona-alarm@%N.service" in (DEPLOY / f"{name}.service").read_text()
    alarm = (DEPLOY / "spona-alarm@.service").read_text()
    assert "spona doctor --mail %i" in alarm
    # One that raised an alarm about itself would never end.
    assert "OnFailure" not in alarm


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize(
    "unit", ["spona-doctor.service", "spona-doctor.timer", "spona-alarm@.service"]
)
def test_systemd_reads_the_units(unit):
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(DEPLOY / unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # The program lies elsewhere on the machine that tests.
    said = [line for line in done.stderr.splitlines() if "/opt/spona" not in line]
    assert [line for line in said if unit.split("@")[0].split(".")[0] in line] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize(
    "unit",
    ["spona.service", "spona-backup.service", "spona-doctor.service", "spona-alarm@.service"],
)
def test_systemd_reads_the_units_with_sealed_keys(unit, tmp_path):
    shutil.copy(DEPLOY / unit, tmp_path)
    shutil.copy(DEPLOY / "spona-alarm@.service", tmp_path)
    beside = tmp_path / f"{unit}.d"
    beside.mkdir()
    shutil.copy(DEPLOY / "spona-keys.conf", beside / "keys.conf")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "/opt/spona" not in line]
    assert [line for line in said if "spona" in line or "keys.conf" in line] == []


def test_every_key_file_is_handed_over_and_none_is_named_in_clear():
    text = (DEPLOY / "spona-keys.conf").read_text()
    named = re.findall(
        r"^LoadCredentialEncrypted=(\w+):/etc/spona/(\w+)\.cred$", text, re.MULTILINE
    )
    assert named == [(name, name) for name in NAMES]
    assert "LoadCredential=" not in text
    for line in re.findall(r"for key in (.+); do", text):
        assert tuple(line.split()) == NAMES
