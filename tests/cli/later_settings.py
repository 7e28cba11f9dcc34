"""The settings of a later version: it has one table more, and a column in a table of ours."""

from spona.settings import *  # noqa: F403
from spona.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.cli.later"]
