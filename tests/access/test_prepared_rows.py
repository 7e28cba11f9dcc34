"""Rows of a statement that is written once are those of the queryset, whoever asks and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.access.prepared_queries import Moment, Prepared, Sql, Written
from spona.access.prepared_rows import PreparedRows
from spona.cases.models import Referral
from spona.dashboard.waiting import counts
from spona.deadlines.exclusions import EXCLUSION_SOURCES, asked_once, padded
from spona.notifications.models import Notice
from spona.tasks.queries import MINE
from spona.vault.models import Section

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def notices():
    return [
        Notice.objects.create(
            account_id=uuid4(), kind="x", reference=f"R-{n}", created_at=NOW + dt.timedelta(days=n)
        )
        for n in range(3)
    ]


def somebody(**more):
    return Actor(
        account_id=uuid4(), person_id=uuid4(), member_id=uuid4(), institution_id=uuid4(),
        roles=frozenset({"intake_holder"}), **more,
    )  # fmt: skip


def asked(build):
    calls = []

    def noting(*groups):
        calls.append(groups)
        return build(*groups)

    return PreparedRows(noting), calls


def test_rows_are_those_of_the_queryset_and_few_lengths_are_written(notices):
    prepared, calls = asked(
        lambda accounts: Notice.objects.filter(account_id__in=accounts).order_by("reference")
    )
    for n in (1, 2, 3, 3, 1):
        accounts = [one.account_id for one in notices[:n]]
        with CaptureQueriesContext(connection) as captured:
            found = prepared.rows(accounts)
        assert found == notices[:n]
        assert [one.created_at for one in found] == [one.created_at for one in notices[:n]]
        assert len(captured) == 1
    assert prepared.rows([]) == []
    # Twice each, with other stand-ins: for one, two, up to four, and none.
    assert [len(groups[0]) for groups in calls] == [1, 1, 2, 2, 4, 4, 0, 0]


def test_days_and_moments_are_values(notices):
    since = PreparedRows(
        lambda moment: Notice.objects.filter(created_at__gte=moment[0]).values_list("pk", flat=True)
    )
    assert set(since.rows([NOW])) == {one.pk for one in notices}
    assert set(since.rows([NOW + dt.timedelta(hours=1)])) == {one.pk for one in notices[1:]}


def test_a_moment_goes_on(notices):
    at = {"now": NOW}

    def clock():
        return at["now"]

    prepared = PreparedRows(lambda: Notice.objects.filter(created_at__gt=Moment(clock)))
    queryset = Notice.objects.filter(created_at__gt=Moment(clock))
    for hours, left in ((1, 2), (25, 1), (49, 0)):
        at["now"] = NOW + dt.timedelta(hours=hours)
        assert len(prepared.rows()) == len(queryset.all()) == left


def test_each_actor_is_asked_about_by_their_own_ids_and_marks(notices):
    prepared, calls = asked(
        lambda actor: Notice.objects.filter(account_id=actor.account_id).exclude(
            reference__in=marks_of(actor)
        )
    )
    first, second, third = (replace(somebody(), account_id=one.account_id) for one in notices)
    notices[2].reference = marks_of(third)[0][:12]
    notices[2].save()
    assert prepared.rows(first) == [notices[0]]
    assert prepared.rows(second) == [notices[1]]
    assert len(calls) == 2
    assert prepared.rows(replace(first, roles=frozenset({"reporter"}))) == [notices[0]]
    assert len(calls) == 4, "another kind of actor is another statement"


@pytest.mark.parametrize("networks", [0, 1, 3])
def test_what_is_visible_is_asked_as_the_queryset_asks_it(networks):
    """The same text with the same values: to whom a key leads, and who is excluded."""
    sits = frozenset(uuid4() for _one in range(networks))
    leads = frozenset((one, "coordinator") for one in list(sits)[:1])
    actor = somebody(networks=sits, network_roles=leads)
    for visible in (Referral.objects.visible_to, Section.objects.visible_to):
        prepared = PreparedRows(visible)
        # Written for somebody else, so that nothing of the actor can have stayed.
        others = {one: uuid4() for one in sits}
        prepared.rows(
            somebody(
                networks=frozenset(others.values()),
                network_roles=frozenset((others[one], role) for one, role in leads),
            )
        )
        with CaptureQueriesContext(connection) as captured:
            prepared.rows(actor)
            list(visible(actor))
        # But for the moment, which went on.
        one, other = (
            {part for part in query["sql"].split("'") if not part.startswith("20")}
            for query in captured.captured_queries
        )
        assert one == other


@pytest.mark.parametrize(
    "build",
    [
        lambda texts: Notice.objects.filter(reference=texts[0] + "!"),
        lambda texts: Notice.objects.filter(reference=texts[0], kind=texts[0][:3]),
        lambda texts: Notice.objects.filter(reference=texts[0], created_at__gt=timezone.now()),
        lambda texts: Notice.objects.filter(reference=texts[0], created_at__gt=NOW),
        lambda texts: Notice.objects.filter(
            reference=texts[0], pk__in=list(Notice.objects.values_list("pk", flat=True))
        ),
        lambda texts: Notice.objects.all(),
    ],
)
def test_what_would_be_asked_wrongly_for_ever_is_refused(build):
    with pytest.raises(ValueError, match="prepared question"):
        PreparedRows(build).rows(["R-1"])


def test_what_was_made_of_an_actor_is_refused():
    """An exclusion that was read for the stand-in would exclude nobody."""
    prepared = PreparedRows(
        lambda actor: Notice.objects.exclude(reference=f"{actor.institution_id}!")
    )
    with pytest.raises(ValueError, match="depends on more"):
        prepared.rows(somebody())


def test_nobody_waits_for_a_statement_because_somebody_shut_them_out(monkeypatch):
    """By the clock they would learn of it: on the desk, and in every list of tasks."""
    written = []
    write = PreparedRows._as_sql

    def noting(self, parts):
        written.append(self)
        return write(self, parts)

    monkeypatch.setattr(PreparedRows, "_as_sql", noting)
    for number in (0, 1, 2, 16):
        actor = somebody()
        with asked_once({actor: {k: [uuid4()] * number for k in EXCLUSION_SOURCES.all()}}):
            MINE.glances(actor)
            counts(actor)
        if number == 0:
            written.clear()
    assert written == []


def test_the_oldest_statement_makes_room_and_the_others_stay():
    made = []
    known = Written()
    for shape in [*range(1200), *range(400, 1200)]:
        known.get((shape,), lambda shape=shape: made.append(shape) or Sql("", ()))
    assert len(made) == 1200
    assert len(known._known) == 1000


def test_lists_of_ever_other_lengths_fill_no_memory():
    """Whoever writes messages that exclude somebody makes their list longer each time."""
    assert len({len(padded([uuid4()] * number)) for number in range(3000)}) == 5


def test_a_long_list_is_asked_by_the_queryset_and_kept_nowhere(notices):
    prepared = PreparedRows(lambda ids: Notice.objects.filter(pk__in=ids))
    many = [*(one.pk for one in notices), *(uuid4() for _ in range(600))]
    assert {one.pk for one in prepared.rows(many)} == {one.pk for one in notices}
    assert prepared.count(many) == 3
    assert prepared._written._known == {}


def test_a_moment_goes_on_in_figures_too(notices):
    at = {"now": NOW}

    def clock():
        return at["now"]

    prepared = Prepared(
        lambda refs: {
            "later": Notice.objects.filter(
                reference__in=refs, created_at__gt=Moment(clock)
            ).values_list("reference")
        }
    )
    refs = [one.reference for one in notices]
    assert len(prepared.rows(refs)) == 2
    at["now"] += dt.timedelta(days=1, seconds=1)
    assert len(prepared.rows(refs)) == 1


def test_a_day_that_would_stand_for_ever_is_refused_in_figures_too(notices):
    prepared = Prepared(
        lambda refs: {
            "old": Notice.objects.filter(
                reference__in=refs, created_at__gt=timezone.now()
            ).values_list("reference")
        }
    )
    with pytest.raises(ValueError, match="prepared question"):
        prepared.rows(["R-1"])
