"""Settings: secrets outside the data, the production cost wherever it is not a test."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.architecture.code import ROOT


def ask(code: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("SPONA_") and k != "PYTHONWARNINGS"
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "spona.settings"} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["real", "demo"])
def test_accounts_outside_tests_get_the_production_cost(tmp_path, kind):
    secrets = tmp_path / "secrets"
    code = (
        "import os; from pathlib import Path; from spona.cli.installation.secret_files import make_secrets;"
        "make_secrets(Path(os.environ['SPONA_SECRETS']));"
        "from django.conf import settings; from spona.crypto.kdf import PRODUCTION;"
        "assert settings.ACCOUNT_COST == PRODUCTION; c = settings.ACCOUNT_COST; print(c)"
    )
    done = ask(
        code, SPONA_KIND=kind, SPONA_DATA=str(tmp_path / "data"), SPONA_SECRETS=str(secrets),
        SPONA_HOST="spona.example",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "65536" in done.stdout


def test_without_secrets_a_real_process_refuses_to_start(tmp_path):
    done = ask("import django; django.setup()", SPONA_KIND="real", SPONA_DATA=str(tmp_path))
    assert done.returncode != 0
    assert "SPONA_SECRETS" in done.stderr or "secret" in done.stderr.lower()


def test_the_doctor_finds_secrets_inside_the_data_folder(tmp_path, monkeypatch, settings):
    """A backup of the data must not carry its own keys."""
    from spona.cli.doctor.machine import key_files
    from spona.cli.installation.secret_files import make_secrets

    make_secrets(tmp_path / "data" / "secrets")
    monkeypatch.setenv("SPONA_SECRETS", str(tmp_path / "data" / "secrets"))
    settings.SPONA_DATA = tmp_path / "data"
    assert any("inside the data folder" in finding.sentence for finding in key_files())


def test_secret_files_are_readable_by_their_owner_only(tmp_path):
    from spona.cli.installation.secret_files import make_secrets

    make_secrets(tmp_path / "secrets")
    assert [p.name for p in (tmp_path / "secrets").iterdir() if p.stat().st_mode & 0o077] == []


def test_the_policy_has_no_unsafe_word_and_no_other_host():
    words = [word for values in settings.SECURE_CSP.values() for word in values]
    assert not [w for w in words if "unsafe" in str(w) or "http" in str(w) or "*" in str(w)]


def test_cookies_and_debug():
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert settings.SESSION_COOKIE_SECURE
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Strict"
    assert settings.CSRF_USE_SESSIONS
    assert not settings.DEBUG
    assert settings.SECURE_REFERRER_POLICY == "same-origin"


def test_no_upload_can_reach_the_temporary_folder():
    assert not [h for h in settings.FILE_UPLOAD_HANDLERS if "Temporary" in h]
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert "django.contrib.messages" not in settings.INSTALLED_APPS
