"""The program's own settings, with the addresses of `forgetful_urls` in front of its own."""

from spona.settings import *  # noqa: F403

ROOT_URLCONF = "tests.harness.forgetful_urls"
