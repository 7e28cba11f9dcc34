"""A later version whose second migration fails, when the first has changed tables already."""

from tests.cli.later_settings import *  # noqa: F403
from tests.cli.later_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.cli.later_broken"]
