"""A year of meetings in all seven towns: in Vranje by its own people, elsewhere by the demo in the
name of the institution that coordinates there. Content is invented, institutions are called by
what they are; nobody of a real institution is named.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.deadlines import moved
from spona.demo.people import DemoPeople
from spona.directory.actions.people import add_member, add_person
from spona.directory.models import Member, Network
from spona.meetings.actions import (
    answer,
    close_minutes,
    contribute,
    decide,
    gather,
    record_attendance,
    write_minutes,
)
from spona.meetings.actions.agenda import Wanted
from spona.meetings.actions.gathering import Gathering
from spona.meetings.actions.minuting import Written
from spona.meetings.models import Answer, Meeting, Presence, Series
from spona.meetings.table import Place, places_of
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

_BY: Final = Actor.system("demo")
_LEADS: Final = "mirjana.koordinator"
# How many days ago each town met, the first one yearly; in how many days it meets again. The year
# that is counted begins with a month, 334 days ago at the latest. Subotica is quiet. Kraljevo and
# Sremska Mitrovica have no case, and meet all the same.
_MET: Final[dict[str, tuple[tuple[int, ...], int]]] = {
    "vranje": ((332, 254, 163, 72, 33), 12),
    "nis": ((330, 96, 26), 0),
    "novi-sad": ((320, 110, 27), 0),
    "sremska-mitrovica": ((300, 170, 45), 0),
    "kraljevo": ((330, 173, 82, 19), 28),
    "kragujevac": ((310, 52), 0),
    "subotica": ((290, 68), 0),
}
_POINTS: Final = (
    ("Шта чека кога у мрежи", "Договорено је да се свака ствар без власника изнесе истог дана."),
    ("Дежурни бројеви и замене", "Бројеви су проверени позивом. Два заменика још нису именована."),
    ("Час о безбедности у школама", "Канцеларија за младе нуди три термина; бира се до петка."),
    ("Шта мрежа ради до лета", "Предложена су четири догађаја, без трошкова за град."),
)  # fmt: skip
_YEARLY: Final = (
    "Одржане су четири седнице и шест радионица; све су уписане.",
    "Најтеже је наћи смештај за викенд и превоз до болнице.",
    "Заједничка обука у марту и један број за све ноћне позиве.",
)
_DECIDED: Final = (
    ("Саставити распоред дежурства за наредни квартал.", "social_work"),
    ("Послати списак школа које желе час о безбедности.", "youth_office"),
    ("Именовати заменика и јавити га координатору.", "police"),
    ("Проверити које услуге раде викендом.", "red_cross"),
)
_LINES: Final = {
    "ana.skola": ("Три часа о безбедности на мрежи, 74 ученика.", "Мало времена у распореду.", ""),
    "bea.csr": ("Два састанка са здравственим центром о заједничком пријему.", "",
                "Кратко упутство за ноћни позив, на једној страни."),
    "jelena.zdravlje": ("Подсетник је окачен у свих шест амбуланти.", "Нема превоза викендом.", ""),
}  # fmt: skip


def fill(people: DemoPeople) -> None:
    """Everything, in one transaction: the log of a year is written once."""
    with audit.transaction():
        for slug, (ago, ahead) in _MET.items():
            _town(people, slug, ago, ahead)


def _town(people: DemoPeople, slug: str, ago: tuple[int, ...], ahead: int) -> None:
    network = Network.objects.filter(slug=slug).first()
    table = places_of(network) if network else []
    if network is None or len(table) < 2:
        return
    lead = people.members.get(_LEADS) if slug == "vranje" else None
    caller = lead or _in_the_name_of(network, table)
    by = people.actor(_LEADS) if lead else _BY
    series: Series | None = None
    for n, days in enumerate(ago):
        meeting = _called(network, table, caller=caller, by=by, days=days, n=n, series=series)
        series = series or meeting.series
        _held(people, meeting, table, by=by, days=days, n=n)
    if ahead:
        called = _called(
            network, table, caller=caller, by=by, days=-ahead, n=len(ago), series=series
        )
        _ahead(people, called, by)


def _in_the_name_of(network: Network, table: list[Place]) -> Member:
    """Who coordinates by the founding act, else the centre for social work; on paper."""
    here = {one.institution.pk: one.institution for one in table}
    chosen = here.get(network.coordinated_by_id) if network.coordinated_by_id else None
    first = next((one for one in here.values() if one.sector == "social_work"), None)
    institution = chosen or first or table[0].institution
    person = add_person("Координација мреже", institution=institution, by=_BY, example=True)
    return add_member(person, institution=institution, by=_BY, position="координатор мреже")


def _called(
    network: Network,
    table: list[Place],
    *,
    caller: Member,
    by: Actor,
    days: int,
    n: int,
    series: Series | None,
) -> Meeting:
    """Called three weeks before. The first of a town is the yearly one and begins no series."""
    yearly = n == 0
    begins = _hour(network, timezone.localdate() - timedelta(days=days))
    with moved(begins - timedelta(days=21) - timezone.now() if days > 0 else timedelta()):
        return gather(
            network,
            Gathering(
                title="Годишња седница" if yearly else "Редовна седница",
                kind="yearly" if yearly else "regular",
                place=f"{_room(n)}, {network.town.words.in_language('sr')}",
                starts_at=begins,
                ends_at=begins + timedelta(hours=2),
                institutions=[one.institution for one in table if not one.partner],
                points=() if yearly else [Wanted(words) for words, _said in _of(_POINTS, n, 3)],
                months=3 if n == 1 else None,
                series=series,
            ),
            by=by,
            called_by=None if by.member_id else caller,
        )


def _held(
    people: DemoPeople, meeting: Meeting, table: list[Place], *, by: Actor, days: int, n: int
) -> None:
    """Ten or so of twelve come; the last minutes of Vranje are still open."""
    points = list(meeting.points.all())
    if points and points[0].kind and by.member_id:
        _write_beforehand(people, meeting)
    with moved(meeting.starts_at + timedelta(minutes=50) - timezone.now()):
        record_attendance(meeting, _came(meeting, n), by=by)
        said = [text for _words, text in _of(_POINTS, n, 3)]
        texts = _YEARLY if points and points[0].kind else said
        write_minutes(
            meeting,
            {one.pk: Written(text, 0) for one, text in zip(points, texts, strict=False)},
            tab="",
            by=by,
        )
        for number, (words, sector) in enumerate(_of(_DECIDED, n, 3)):
            soon = not (days > 120 or (days > 25 and number == 0))
            _decide(meeting, table, words, sector, by=by, soon=soon)
    if not (by.member_id and days < 40):
        with moved(meeting.starts_at + timedelta(days=3) - timezone.now()):
            close_minutes(meeting, by=by)
    _seen(people, meeting)


def _came(meeting: Meeting, n: int) -> dict[UUID, Presence]:
    """Who calls it is there; of the others every fifth is not, another one each time."""
    rows = meeting.invitations.select_related("institution").order_by("institution__code")
    came: dict[UUID, Presence] = {meeting.institution_id: Presence.PRESENT}
    for at, one in enumerate(rows):
        absent, deputy = (at + n) % 6 == 0, (at + n) % 5 == 1
        came[one.institution_id] = (
            Presence.ABSENT if absent else Presence.DEPUTY if deputy else Presence.PRESENT
        )
    return came


def _decide(
    meeting: Meeting, table: list[Place], words: str, sector: str, *, by: Actor, soon: bool
) -> None:
    """What was decided long ago was carried out; of the last ones (`soon`) hardly any yet."""
    place = next((one for one in table if one.institution.sector == sector), None)
    if place is None or place.partner:
        return
    made = decide(
        meeting, institution=place.institution, words=words, told=(), by=by,
        due_on=meeting.day + timedelta(days=21), owner=place.answers or meeting.called_by,
        on_paper=place.on_paper, point=meeting.points.first(),
    )  # fmt: skip
    if not soon:
        close_task("decision", made.subject, by=by)


def _write_beforehand(people: DemoPeople, meeting: Meeting) -> None:
    points = list(meeting.points.all())
    with moved(meeting.starts_at - timedelta(days=4) - timezone.now()):
        for login, lines in _LINES.items():
            texts = {one.pk: text for one, text in zip(points, lines, strict=True)}
            contribute(meeting, texts, by=people.actor(login))


def _ahead(people: DemoPeople, meeting: Meeting, by: Actor) -> None:
    """In Vranje some have answered."""
    if not by.member_id:
        return
    said = {"bea.csr": Answer.YES, "jelena.zdravlje": Answer.DEPUTY}
    for login, words in said.items():
        own = meeting.invitations.select_related("meeting")
        row = own.filter(institution=people.members[login].institution).first()
        if row is not None:
            answer(row, words, by=people.actor(login))


def _seen(people: DemoPeople, meeting: Meeting) -> None:
    """What is long over is news to nobody."""
    for login in people.members if meeting.network.slug == "vranje" else ():
        mark_read_about(meeting.reference, by=people.actor(login))


def _hour(network: Network, day: date) -> datetime:
    """At ten on a working day: who met on a Sunday met on the Monday after."""
    day += timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(10), ZoneInfo(network.time_zone))


def _room(n: int) -> str:
    return ("Градска кућа, сала 2", "Велика сала центра")[n % 2]


def _of[T](rows: tuple[T, ...], n: int, most: int) -> list[T]:
    """So many of the rows, beginning with another one each time."""
    return [rows[(n + at) % len(rows)] for at in range(most)]
