"""One list of languages: what is made from it, in a world with one more of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spona.ui import languages

ROOT = Path(languages.__file__).parents[3]
LISTED = Path(languages.__file__).with_name("languages.json")

ONE_MORE = """
import json, pathlib, sys
listed, more = sys.argv[1:]
read = pathlib.Path.read_text
def with_one_more(self, *how, **also):
    text = read(self, *how, **also)
    return json.dumps([*json.loads(text), json.loads(more)]) if str(self) == listed else text
pathlib.Path.read_text = with_one_more
import django
django.setup()
from django.conf import settings
from django.urls import resolve, reverse
from spona.identity.forms import PreferencesForm
from spona.ui.languages import html_lang, direction
print(json.dumps({
    "staff": [code for code, _name in settings.LANGUAGES],
    "page": resolve("/sq/help/").kwargs["language"],
    "login": reverse("identity:sign_in", args=["sq"]),
    "choices": [code for code, _name in PreferencesForm.base_fields["language"].choices],
    "html": html_lang("sq"), "direction": direction("sq"),
}))
"""


def test_a_language_is_added_by_its_entry_alone(tmp_path):
    entry = {"code": "sq", "print": "sq-AL", "name": "Shqip", "english": "Albanian",
             "used": ["staff", "public", "print", "texts"]}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ONE_MORE, str(LISTED), json.dumps(entry)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["page"] == "sq"
    assert found["login"].startswith("/sq/")
    assert found["staff"][-1] == found["choices"][-1] == "sq"
    assert (found["html"], found["direction"]) == ("sq", "ltr")


def test_each_says_what_it_is_used_for_and_has_what_that_needs():
    for one in languages.ALL.values():
        assert one.used, one.code
        if one.used & {"staff", "public", "phrases"}:
            assert one.name, one.code
        if "print" in one.used:
            assert one.print, one.code
        assert not one.derived_from or one.derived_from in languages.ALL
    with pytest.raises(ValueError, match="no language for staff"):
        languages.checked("hu", "staff")
    with pytest.raises(ValueError, match="no language for public"):
        languages.checked("xx", "public")


def test_the_longer_code_of_an_address_is_tried_first():
    assert languages.pattern(["sr", "en", "sr-latn"]).split("|")[0] == "sr-latn"
