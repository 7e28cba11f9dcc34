"""What the towns of the demo tell the public: all of it invented, and marked so.

Kraljevo and Sremska Mitrovica have a page and nothing else yet: that is how it begins.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.attachments.forms import Incoming
from spona.deadlines.time import in_days, moved
from spona.demo.people import DemoPeople
from spona.directory.models import Network
from spona.documents.papers import Issue, Paper, Part, paper_pdf
from spona.library import actions, jobs
from spona.library.actions.articles import Wording
from spona.library.actions.events import Announced
from spona.library.actions.publications import Described
from spona.library.models import Picture
from spona.reference.words import Words

DEMO: Final = Actor.system("demo")


@dataclass(frozen=True, slots=True)
class Told:
    """News: `ago` days since it appeared; with a negative one it appears in so many days."""

    sr: tuple[str, str, str]
    en: tuple[str, str, str]
    ago: int
    tags: tuple[str, ...]


STALL: Final = Told(
    ("Разговор на тргу уз летке", "У суботу смо разговарали са пролазницима.",
     "Од 10 до 13 часова делили смо летке и одговарали на питања.\n\n## Шта су људи питали\n\n"
     "- Кога да зовем ако нисам сигуран?\n- Да ли морам да кажем име?\n\n"
     "Одговоре налазите на страни [Помоћ](/sr/help/)."),
    ("A stall in the square", "On Saturday we talked to people passing by.",
     "From 10 to 13 we gave out leaflets and answered questions.\n\n## What people asked\n\n"
     "- Whom do I call when I am not sure?\n- Do I have to say my name?\n\n"
     "The answers are on the page [Help](/en/help/)."),
    21, ("help", "network"),
)  # fmt: skip
SCHOOLS: Final = Told(
    ("Радионице у школама су почеле", "До краја полугодишта обилазимо шест школа.",
     "Разговарамо о томе **како препознати лажну понуду за посао** и коме се обратити. "
     "Наставници добијају водич."),
    ("Workshops in schools have begun", "Until the end of term we visit six schools.",
     "We talk about **how to recognise a false offer of work** and whom to turn to. "
     "Teachers get a guide."),
    6, ("school", "prevention"),
)  # fmt: skip
SEASON: Final = Told(
    ("Пре одласка на сезонски посао", "Пет питања која вреди поставити.",
     "1. Ко је послодавац и где се налази?\n2. Шта пише у уговору?\n3. Ко чува ваша документа?\n"
     "4. Ко зна где сте?\n5. Како се враћате?"),
    ("Before you leave for seasonal work", "Five questions worth asking.",
     "1. Who is the employer and where?\n2. What does the contract say?\n"
     "3. Who keeps your documents?\n4. Who knows where you are?\n5. How do you come back?"),
    -5, ("work", "prevention"),
)  # fmt: skip
ABOUT: Final = (
    ("Ко смо", "Мрежу чине установе и удружења овог града.",
     "Састајемо се да бисмо **на време** помогли онима којима је помоћ потребна.\n\n"
     "## Ко седи за столом\n\nЦентар за социјални рад, полиција, тужилаштво, здравство, школе, "
     "служба за запошљавање, Црвени крст и удружења.\n\n## Када се састајемо\n\n"
     "Једном у два месеца, а по потреби одмах."),
    ("Who we are", "The network is made of institutions and associations of this town.",
     "We meet to help **in time** those who need help.\n\n## Who sits at the table\n\n"
     "The centre for social work, the police, the prosecution, health care, schools, the "
     "employment service, the Red Cross and associations.\n\n## When we meet\n\n"
     "Every two months, and at once where it is needed."),
)  # fmt: skip
BY_TOWN: Final = {
    "vranje": (STALL, SCHOOLS, SEASON),
    "nis": (SCHOOLS, SEASON),
    "novi-sad": (STALL, SEASON),
    "subotica": (STALL,),
    "kragujevac": (SCHOOLS,),
}
_CARD: Final = Described(
    title=Words(sr="Пет питања пре одласка на посао", en="Five questions before you leave"),
    text=Words(sr="Летак на једној страни. Пример: измишљен за приказ.",
               en="A leaflet of one page. Example: invented to be shown."),
    authors="Пример", year=2026, languages=("sr",), licence="cc_by", tags=("work", "prevention"),
)  # fmt: skip


def fill(people: DemoPeople) -> None:
    """By the apps' own actions; in Vranje by the coordinator, elsewhere by the demo."""
    picture = actions.add_picture(
        _table(), network=None, by=DEMO, credit="Цртеж, пример",
        alt=Words(sr="Округли сто и седам столица око њега", en="A round table and seven chairs"),
    )  # fmt: skip
    leaflet = _leaflet()
    networks = Network.objects.real().select_related("town").order_by("slug")
    for network in networks:
        by = people.actor("mirjana.koordinator") if network.slug == "vranje" else DEMO
        _about(network, picture, by)
        for told in BY_TOWN.get(network.town.slug, ()):
            _news(network, told, by)
        if network.town.slug in ("vranje", "nis"):
            _lecture(network, by)
    made = actions.add_publication(
        _CARD, Incoming("letak.pdf", "application/pdf", leaflet),
        networks=[one for one in networks if one.town.slug in BY_TOWN], by=DEMO, example=True,
    )  # fmt: skip
    actions.show(made, by=DEMO)
    jobs.read_files()


def _words(rows: tuple[tuple[str, str, str], tuple[str, str, str]], at: int) -> Words:
    return Words(sr=rows[0][at], en=rows[1][at])


def _about(network: Network, picture: Picture, by: Actor) -> None:
    with moved(in_days(-120)):
        wording = Wording(
            title=_words(ABOUT, 0), summary=_words(ABOUT, 1), body=_words(ABOUT, 2),
            cover=picture, tags=("network",),
        )  # fmt: skip
        row = actions.write_article("page", wording, network=network, by=by, example=True)
        actions.publish(row, version=1, by=by)


def _news(network: Network, told: Told, by: Actor) -> None:
    rows = (told.sr, told.en)
    wording = Wording(
        title=_words(rows, 0), summary=_words(rows, 1), body=_words(rows, 2), tags=told.tags
    )
    with moved(in_days(-max(told.ago, 1))):
        row = actions.write_article("news", wording, network=network, by=by, example=True)
        if told.ago > 0:
            actions.publish(row, version=1, by=by)
    if told.ago <= 0:
        later = deadlines.now() - dt.timedelta(days=told.ago)
        actions.publish(row, version=1, at=later, by=by)


def _lecture(network: Network, by: Actor) -> None:
    start = timezone.localtime(deadlines.now() + dt.timedelta(days=16))
    start = start.replace(hour=17, minute=0, second=0, microsecond=0)
    row = actions.plan_event(
        Announced(
            title=Words(sr="Отворено предавање за родитеље", en="An open lecture for parents"),
            text=Words(sr="Пример: измишљен догађај. Улаз је слободан.",
                       en="Example: an invented event. Entrance is free."),
            place=Words(sr="Градска библиотека", en="Town library"), town=network.town,
            starts_at=start, ends_at=start + dt.timedelta(hours=2),
        ),
        network=network, by=by, example=True,
    )  # fmt: skip
    actions.show(row, by=by)


def _leaflet() -> bytes:
    paper = Paper(
        title="Пет питања пре одласка на посао",
        issuer="Пример",
        lead="Поставите их пре него што кренете, и реците некоме где сте.",
        parts=(
            Part(
                items=("Ко је послодавац и где се налази?", "Шта пише у уговору?",
                       "Ко чува ваша документа?", "Ко зна где сте?", "Како се враћате?"),
                numbered=True, large=True,
            ),
            Part(heading="Ако нешто није у реду", text=("Полиција: 192, дан и ноћ.",)),
        ),
        draft=False, numbered=False,
    )  # fmt: skip
    return paper_pdf(paper, Issue("sr", timezone.localtime(), tuple(settings.FONT_PATHS)))


def _table() -> bytes:
    """A round table with seven chairs, one for each town."""
    from math import cos, pi, sin

    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1200, 675), "#E0EEF1")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((450, 187, 750, 487), fill="#0B5566")
    for at in range(7):
        x, y = 600 + 230 * cos(2 * pi * at / 7 - pi / 2), 337 + 230 * sin(2 * pi * at / 7 - pi / 2)
        pen.ellipse((x - 42, y - 42, x + 42, y + 42), fill="#5A3B7B")
    into = io.BytesIO()
    picture.save(into, "PNG")
    return into.getvalue()
