"""Vranje and Niš with an editor each: Ena writes for Vranje, Nela for Niš, Kosta coordinates."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import translation

from spona.access.models import new_token
from spona.directory import actions as directory
from spona.library import actions
from spona.library.actions.articles import Wording
from spona.reference.words import Words
from tests.cases import world as invented
from tests.shared_world import kept


def build() -> invented.World:
    world = invented.build()
    for name, body, network in (
        ("ena", world.school, world.vranje),
        ("nela", world.school_nis, world.nis),
    ):
        somebody = invented._somebody(name, body, "reporter")
        world.people[name] = somebody
        directory.give_network_role(
            somebody.member, network=network, role="editor", by=invented.DEMO
        )
    return world


_built, world = kept(build)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def ask(world):
    """`ask("ena", "/library/")`: an answer; `data` makes it a POST, "nobody" has no cookie."""
    from django.test import Client

    browsers: dict[str, Any] = {"nobody": Client()}

    def asked(who: str, path: str, data: dict[str, Any] | None = None, **headers: str):
        if who not in browsers:
            account = world.people[who].account
            account.language = "en"
            account.save(update_fields=["language"])
            browsers[who] = world.people[who].sign_in()
        browser = browsers[who]
        if data is None:
            return browser.get(path, headers=headers)
        return browser.post(path, {"token": new_token()} | data, headers=headers)

    return asked


def wording(title="Отворена врата у Нишу", *, body="Дођите у уторак.", **more: Any) -> Wording:
    return Wording(title=Words(sr=title), body=Words(sr=body), **more)


def written(world, who="ena", *, network="vranje", kind="news", **told: Any):
    """A draft of Ena's for Vranje, unless somebody else is named; network None is for all."""
    where = getattr(world, network) if network else None
    return actions.write_article(kind, wording(**told), network=where, by=world.people[who].actor)


def shown(world, who="ena", **told: Any):
    row = written(world, who, **told)
    actions.publish(row, version=1, by=world.people[who].actor)
    return row


def photo(kind="JPEG", size=(640, 480), **save: Any) -> bytes:
    from PIL import Image

    into = io.BytesIO()
    Image.new("RGB", size, (30, 90, 120)).save(into, kind, **save)
    return into.getvalue()


def pdf(*pages: str, **more: Any) -> bytes:
    """A PDF that typst set, one page for each text."""
    import typst
    from django.conf import settings

    fonts = typst.Fonts(include_system_fonts=False, font_paths=list(settings.FONT_PATHS))
    source = '#set text(font: "Noto Sans")\n' + "\n#pagebreak()\n".join(pages)
    return typst.compile(source.encode(), font_paths=fonts, format="pdf")


def text(answer) -> str:
    return answer.content.decode()
