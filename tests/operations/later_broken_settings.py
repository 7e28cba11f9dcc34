"""A later version whose second migration fails, when the first has changed tables already."""

from tests.operations.later_settings import *  # noqa: F403
from tests.operations.later_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.operations.later_broken"]
