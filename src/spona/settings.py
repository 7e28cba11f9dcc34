"""One settings module for every way to run: what differs comes from the environment.

`SPONA_DATA` (folder of database and files), `SPONA_SECRETS` (folder of key files, outside
the data; without it what systemd hands over as credentials), `SPONA_KEYS_SEALED` (where keys.sealed
lies, if not beside the key files), `SPONA_DATABASE` (empty = SQLite in the data folder, else
postgresql://…), `SPONA_HEADS` (folder of what is written down of the log, if not beside that of
the key files), `SPONA_KIND` (real, demo or test), `SPONA_HOST`, `SPONA_MAIL` (smtp://host:port),
`SPONA_TIP_HOST` (a second name on which only the public pages answer; empty = none),
`SPONA_OPERATOR` (where `doctor --mail` writes), `SPONA_SECURITY_CONTACT` (mailto:… or https://…,
shown to whoever has found a weakness), `SPONA_HEARTBEAT` (an address that a monitor
gives out; the worker asks for it after each good round), `SPONA_CERTIFICATE` (the proxy's
certificate as a file, or host:port), `SPONA_DISK_ENCRYPTED` (1 where the hoster encrypts the disk),
`SPONA_BACKUP_RECIPIENTS` (public keys age1…, with commas between them).
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from spona.cli.installation.secret_files import read_secrets, secrets_folder
from spona.crypto.kdf import PRODUCTION, SMALLEST
from spona.ui import languages

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE.parents[1]
# A wheel carries what `spona.ui.collect` puts together; a checkout has it beside its sources.
_COLLECTED = _PACKAGE / "shipped" if (_PACKAGE / "shipped").exists() else ROOT
SPONA_KIND = os.environ.get("SPONA_KIND", "test")
SPONA_DATA = Path(os.environ.get("SPONA_DATA", ROOT / "var" / "test"))
SPONA_FILES = SPONA_DATA / "files"
SPONA_HOST = os.environ.get("SPONA_HOST", "localhost")
SPONA_TIP_HOST = os.environ.get("SPONA_TIP_HOST", "").lower()
SPONA_PORT = os.environ.get("SPONA_PORT", "8000")
SPONA_HTTPS = os.environ.get("SPONA_HTTPS", "") == "1"
SPONA_OPERATOR = os.environ.get("SPONA_OPERATOR", "")
SPONA_SECURITY_CONTACT = os.environ.get("SPONA_SECURITY_CONTACT", "")
SPONA_HEARTBEAT = os.environ.get("SPONA_HEARTBEAT", "")
SPONA_CERTIFICATE = os.environ.get("SPONA_CERTIFICATE", "")
SPONA_DISK_ENCRYPTED = os.environ.get("SPONA_DISK_ENCRYPTED", "") == "1"
# Public keys for which a backup is sealed where none is named.
SPONA_BACKUP_RECIPIENTS = [
    one.strip() for one in os.environ.get("SPONA_BACKUP_RECIPIENTS", "").split(",") if one.strip()
]
SPONA_URL = f"https://{SPONA_HOST}" if SPONA_HTTPS else f"http://{SPONA_HOST}:{SPONA_PORT}"
DEMO_ACCOUNTS_FILE = SPONA_DATA / "demo_accounts.json"

_keys = secrets_folder()
if _keys is None and SPONA_KIND != "test":
    raise SystemExit("SPONA_SECRETS names no folder of key files. `./spona init` makes one.")
SECRETS = read_secrets(_keys)
SECRET_KEY = SECRETS["django"].hex()
# Where the heads of the log are written down outside the database; never in data or a backup.
_heads = os.environ.get("SPONA_HEADS", "")
_beside = None if _keys is None else _keys.with_name(f"{_keys.name}-log")
SPONA_HEADS = Path(_heads) if _heads else _beside
# Invented people of a test world use the smallest cost; the suite asserts that nobody else does.
ACCOUNT_COST = SMALLEST if SPONA_KIND == "test" else PRODUCTION

DEBUG = False
ALLOWED_HOSTS = [SPONA_HOST, "localhost", "127.0.0.1"]
if SPONA_TIP_HOST:
    ALLOWED_HOSTS.append(SPONA_TIP_HOST)
if SPONA_KIND == "test":
    ALLOWED_HOSTS.append("testserver")
USE_TZ = True
# Every network so far lives in one zone. Pages and the worker ask the same calendar for the day;
# the tables keep UTC.
TIME_ZONE = "Europe/Belgrade"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "spona.urls"
WSGI_APPLICATION = "spona.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "spona.ui",
    "spona.access",
    "spona.audit",
    "spona.documents",
    "spona.notifications",
    "spona.identity",
    "spona.reference",
    "spona.directory",
    "spona.vault",
    "spona.deadlines",
    "spona.tasks",
    "spona.attachments",
    "spona.mandates",
    "spona.projects",
    "spona.services",
    "spona.statistics",
    "spona.meetings",
    "spona.training",
    "spona.prevention",
    "spona.library",
    "spona.surveys",
    "spona.cases",
    "spona.tipline",
    "spona.plans",
    "spona.practice",
    "spona.public",
    "spona.dashboard",
    "spona.cli",
]

MIDDLEWARE = [
    *(["spona.middleware.forwarding.refuse_forwarded"] if SPONA_KIND == "demo" else []),
    "spona.middleware.logs.request_log",
    "spona.middleware.tip_host.tip_host",
    "spona.middleware.page_cache.cached_pages",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "spona.middleware.headers.headers",
    "spona.middleware.health.health",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "spona.middleware.languages.language_of_path",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "spona.middleware.actors.actor",
    "spona.middleware.languages.language_of_account",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "spona.middleware.refused_access.refused_access",
    "spona.middleware.refusals.refusals",
    "spona.middleware.gate.gate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("spona.ui.loader.Loader", ["django.template.loaders.app_directories.Loader"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "spona.middleware.pages.page",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    address = os.environ.get("SPONA_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # Checks and unit tests name no folder and need no file.
            "NAME": SPONA_DATA / "spona.sqlite3" if "SPONA_DATA" in os.environ else ":memory:",
            # Opening a connection per request cost 40 % of the throughput.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: a power cut loses nothing acknowledged. recursive_triggers: the
                # append-only triggers see INSERT OR REPLACE too. mmap_size, in bytes, the most that
                # SQLite takes: ten thousand names, or the words of a hundred thousand services,
                # are read in half the time without a copy of each page.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; "
                "PRAGMA mmap_size=2147418112;",
            },
        }
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        # libpq reads its own address: every parameter of it holds, `sslmode` before all.
        given = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise SystemExit(f"SPONA_DATABASE is no address of a PostgreSQL: {error}") from None
    pool = {"pool": {"min_size": 1, "max_size": 8}} if SPONA_KIND != "test" else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", ""),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", "5432"),
        "CONN_MAX_AGE": 0,
        "OPTIONS": given | pool,
    }


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS: list[str] = []
SESSION_ENGINE = "spona.identity.sessions"
SESSION_COOKIE_NAME = "__Host-spona"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "spona.middleware.refusals.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SPONA_URL]

SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` would make Chromium send a null Origin, and every POST would fail.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SPONA_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SPONA_HTTPS
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SPONA_HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Nobody's upload touches the temporary folder: a handler of the vault seals each chunk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

STATIC_URL = "/static/"
STATIC_ROOT = _COLLECTED / "staticfiles"
_ASSETS = _COLLECTED / "assets"
STATICFILES_DIRS = [_ASSETS / "static"] if (_ASSETS / "static").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Names with the hash of what is in them; `spona.ui.collect` puts them together.
    "staticfiles": {"BACKEND": "spona.ui.storage.Assets"},
}
FONT_PATHS = [_ASSETS / "print"]

LANGUAGE_CODE = "sr"
LANGUAGES = [(one.code, _(one.english)) for one in languages.used("staff")]
# The public pages speak more than those who sign in: nobody works in these.
PUBLIC_LANGUAGES = [(one.code, _(one.english)) for one in languages.used("public")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

_mail = urlsplit(os.environ.get("SPONA_MAIL", "smtp://127.0.0.1:1025"))
if _mail.scheme == "file":
    # The demo has no mail server: its mail lands in a folder, one file a message.
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": _mail.path},
        }
    }
else:
    MAILERS = {
        "default": {
            # Django's own greets with this machine's name, which would stand in each mail.
            "BACKEND": "spona.notifications.smtp.EmailBackend",
            "OPTIONS": {
                "host": _mail.hostname or "127.0.0.1",
                "port": _mail.port or 25,
                "username": unquote(_mail.username or ""),
                "password": unquote(_mail.password or ""),
                "use_tls": _mail.scheme == "smtp+starttls",
                "use_ssl": _mail.scheme == "smtps",
                "timeout": 10,
            },
        }
    }
DEFAULT_FROM_EMAIL = os.environ.get("SPONA_MAIL_FROM", f"spona@{SPONA_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Moves the clock of a whole process; demo and test worlds only.
CLOCK_OFFSET = timedelta(
    seconds=int(os.environ.get("SPONA_CLOCK_OFFSET", "0")) if SPONA_KIND != "real" else 0
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"json": {"()": "spona.middleware.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "spona": {"handlers": ["out"], "level": "INFO", "propagate": False},
        # Without its message, a line for each step of each task of the worker says nothing.
        "django": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
