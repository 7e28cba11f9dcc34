"""The five steps as a browser without JavaScript goes them."""

from __future__ import annotations

import re

from django.test import Client

from spona.cases.casefile.pages import FIRST
from spona.cases.casefile.pages import PARTS as FILE_PARTS
from spona.identity.models import Account
from tests.cases.world import World, build

DANGER = {"in_danger": "no"}
PERSON = {
    "age": "not_sure",
    "name": "Mila Izmišljena",
    "safe": "no",
    "how_to_reach": "Samo preko škole.",
    "own_words": "„Ne smem da kažem.”",
    "asked": "Procena bezbednosti",
    "urgency": "urgent",
    "certainty": "fairly",
    "told": ["director"],
    "notes": "Beleška samo za mene.",
}


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's main form."""
    found = re.findall(
        r'<input type="hidden" name="(revision|tab|token|seen)" value="([^"]*)"', page
    )
    return dict(found)


def get(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def whole_file(browser: Client, path: str) -> str:
    """Every page of the file at `path`, one after the other."""
    parts = [f"part/{name}/" for name in FILE_PARTS if name != FIRST]
    return "".join(get(browser, path + one) for one in ("", *parts, "notes/", "attached/"))


def submit(browser: Client, path: str, data: dict, *, at: str | None = None):
    """POST the page's own hidden fields with `data`."""
    return browser.post(at or path, {**fields(get(browser, path)), **data})


def begin(browser: Client, **danger: str) -> str:
    """A new draft; returns its path `/signs/<id>/`."""
    answer = submit(browser, "/signs/", DANGER | danger)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].removesuffix("signs/")


def written(browser: Client, world, *, recipient=None, person=None, **more) -> str:
    """A draft that is ready to be sent."""
    draft = begin(browser)
    submit(
        browser,
        f"{draft}signs/",
        {"sign_edu-001": "yes", "seen_edu-001": "Izostaje petkom.", "how_edu-001": "self"},
    )
    assert submit(browser, f"{draft}person/", PERSON | (person or {})).status_code == 302
    to = recipient or world.csw
    answer = submit(
        browser,
        f"{draft}recipient/",
        {"network": str(world.vranje.pk), "institution": str(to.pk), "related": "no", **more},
    )
    assert answer.status_code == 302, answer.content.decode()
    return draft


PARTS = ["signs", "account", "who", "reach"]


def sent(browser: Client, world, **more) -> str:
    """Written and sent; returns `/r/<reference>/`."""
    draft = written(browser, world, **more)
    answer = submit(browser, f"{draft}preview/", {"parts": PARTS}, at=f"{draft}send/")
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def reported(language: str = "") -> World:
    """A world in which Ana sent one report: its path is `world.report`."""
    world = build()
    if language:
        Account.objects.update(language=language)
    world.report = sent(world.ana.sign_in(), world)
    return world
