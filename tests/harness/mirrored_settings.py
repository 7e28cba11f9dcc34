"""The program's own settings, and one more public language: written from the right.

Nobody speaks it. Its words are ours in other letters, made by `mirrored` into the folder named in
the environment, so that every public page can be looked at from the right without a translation.
"""

import os
from pathlib import Path

from django.conf import global_settings

from spona.settings import *  # noqa: F403
from spona.settings import LOCALE_PATHS, PUBLIC_LANGUAGES
from spona.ui.languages import ALL, Language
from tests.harness.mirrored import CODE

ALL[CODE] = Language(
    code=CODE, english="Mirrored", name="Mirrored", html=CODE, direction="rtl",
    used=frozenset({"public"}),
)  # fmt: skip
PUBLIC_LANGUAGES = [*PUBLIC_LANGUAGES, (CODE, "Mirrored")]
LANGUAGES_BIDI = [*global_settings.LANGUAGES_BIDI, CODE]
LOCALE_PATHS = [Path(os.environ["SPONA_MIRRORED"]), *LOCALE_PATHS]
