"""Looking through many sections: the same checks as one by one, and one line of the log."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.vault import actions, row_integrity
from spona.vault.actions.bulk_open import look_through
from spona.vault.models import Box, Grant, Section
from tests.vault import world


def everything(_document) -> bool:
    return True


def look(person, *, wanted=everything, page=slice(0, 50), without=(), name="name"):
    return look_through(
        name, kind="case", without=without, wanted=wanted, page=page, purpose="search",
        **person.acts,
    )  # fmt: skip


def file_of(w, words, *, to=None, by=None, keys=None, reference="") -> Box:
    person = by or w.bea
    return actions.create_box(
        "case",
        owner=person.actor.institution_id,
        sections={"name": world.text(words)},
        grants={"name": to or [actions.to_institution(w.csw)]},
        by=person.actor,
        reference=reference,
        keys=keys,
    )


@pytest.fixture
def kinds(w):
    """A box for each way in which a key may lead to Bea."""
    return {
        "sealed to the public half": file_of(w, "a"),
        "by somebody who holds the seed": file_of(w, "b", keys=w.bea.keys, reference="F-7K3M-Q2"),
        "given by name": file_of(w, "c", to=[actions.to_account(w.bea.account)]),
        "with an end": file_of(
            w, "d", to=[actions.to_institution(w.csw, until=timezone.now() + dt.timedelta(days=1))]
        ),
        "by both ways": file_of(
            w, "e", to=[actions.to_institution(w.csw), actions.to_account(w.bea.account)]
        ),
    }


def test_every_way_in_is_found_and_says_what_one_by_one_says(w, kinds):
    shown = look(w.bea).shown
    assert set(shown) == {box.pk for box in kinds.values()}
    for box in kinds.values():
        section = Section.objects.named(box.pk, "name").select_related("box").get()
        assert shown[box.pk] == actions.open_section(section, **w.bea.acts)


def test_a_time_without_microseconds_is_read_like_any_other(w):
    box = file_of(w, "a")
    box.created_at = box.created_at.replace(microsecond=0)
    row_integrity.stamp(box).save()
    grant = Grant.objects.select_related("section").get(section__box=box)
    grant.granted_at = grant.granted_at.replace(microsecond=120_000)
    row_integrity.stamp(grant).save()
    assert set(look(w.bea).shown) == {box.pk}


_OTHER = uuid.uuid4()
_LATER = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
ALTERED = [
    (Box, "reference", "F-0000-00"),
    (Box, "created_at", _LATER),
    (Box, "mac", b"\0" * 32),
    (Section, "version", 2),
    (Section, "revision", 2),
    (Section, "sealed", b"\1" * 600),
    (Section, "mac", b"\0" * 32),
    (Grant, "to_version", 7),
    (Grant, "member_of", _OTHER),
    (Grant, "way", "hpke"),
    (Grant, "wrapped", b"\1" * 73),
    (Grant, "basis", "assigned"),
    (Grant, "until", _LATER),
    (Grant, "granted_by", _OTHER),
    (Grant, "granted_by", None),
    (Grant, "granted_at", _LATER),
    (Grant, "mac", b"\0" * 32),
]


# Fixed names: two workers must collect the same, and `_OTHER` differs each time.
ALTERED_IDS = [f"{table.__name__}.{column}-{n}" for n, (table, column, _) in enumerate(ALTERED)]


@pytest.mark.parametrize(("table", "column", "value"), ALTERED, ids=ALTERED_IDS)
def test_every_altered_column_is_refused_and_logged_and_hides_nothing_else(w, table, column, value):
    spoilt = file_of(w, "a", keys=w.bea.keys, reference="F-7K3M-Q2")
    whole = file_of(w, "b", keys=w.bea.keys)
    rows = {
        Box: Box.objects.filter(pk=spoilt.pk),
        Section: Section.objects.filter(box=spoilt),
        Grant: Grant.objects.filter(section__box=spoilt),
    }
    assert rows[table].update(**{column: value}) == 1
    assert set(look(w.bea).shown) == {whole.pk}
    line = Entry.objects.filter(name="section:looked_through").latest("seq")
    assert line.detail["unopenable"] == [str(spoilt.sections.get().pk)]
    assert line.detail["looked_through"] == 1


@pytest.mark.parametrize(
    ("column", "value"), [("owner_institution", "school"), ("kind", "note"), ("erased_at", _LATER)]
)
def test_a_box_that_says_something_else_is_not_there(w, column, value):
    box = file_of(w, "a")
    Box.objects.filter(pk=box.pk).update(
        **{column: getattr(w, value, value) if isinstance(value, str) else value}
    )
    assert look(w.bea).shown == {}


def test_a_key_of_another_box_opens_nothing(w):
    one, two = file_of(w, "a"), file_of(w, "b")
    first, second = (Grant.objects.get(section__box=box) for box in (one, two))
    sealed = Section.objects.get(box=two).sealed
    Section.objects.filter(box=one).update(sealed=sealed)
    Grant.objects.filter(pk=first.pk).update(wrapped=second.wrapped, mac=second.mac)
    assert set(look(w.bea).shown) == {two.pk}


def test_a_spoilt_way_does_not_hide_what_the_next_one_opens(w, kinds):
    box = kinds["by both ways"]
    Grant.objects.filter(section__box=box, to_kind="member").update(mac=b"\0" * 32)
    assert box.pk in look(w.bea).shown
    assert (
        Entry.objects.filter(name="section:looked_through").latest("seq").detail["unopenable"] == []
    )


def test_nobody_else_sees_any_of_it(w, kinds):
    by_name = kinds["given by name"].pk
    assert by_name not in look(w.boris).shown
    assert look(w.ana).shown == {}
    assert look(w.ema).shown == {}


def test_what_was_destroyed_and_put_back_stays_destroyed(w, kinds):
    box = kinds["given by name"]
    grant = Grant.objects.get(section__box=box)
    back = Grant.objects.get(pk=grant.pk)
    actions.destroy(grant, by=w.bea.actor)
    back.save(force_insert=True)
    assert box.pk not in look(w.bea).shown


def test_what_is_hidden_is_not_even_opened(w, kinds):
    asked: list[str] = []
    hidden = kinds["with an end"]
    look(w.bea, without=[hidden.pk], wanted=lambda document: bool(asked.append(document["words"])))
    assert sorted(asked) == ["a", "b", "c", "e"]


def test_one_line_of_the_log_names_what_is_on_the_page_and_counts_the_rest(w, kinds):
    before = Entry.objects.count()
    looked = look(w.bea, wanted=lambda document: document["words"] in "abc", page=slice(0, 2))
    assert Entry.objects.count() == before + 1
    line = Entry.objects.latest("at").detail
    assert (line["looked_through"], line["found"]) == (5, 3)
    assert looked.found == 3
    shown = {str(box.sections.get().pk) for box in kinds.values() if box.pk in looked.shown}
    assert set(line["sections"]) == shown
    assert len(shown) == 2


def test_nothing_leaves_where_the_log_cannot_be_written(w, kinds, monkeypatch):
    def broken(*_args, **_more):
        raise OSError("no place left")

    monkeypatch.setattr(audit, "record_read", broken)
    with pytest.raises(OSError, match="no place"):
        look(w.bea)


def test_never_inside_a_transaction_whose_log_would_come_later(w, kinds):
    with audit.transaction(), pytest.raises(RuntimeError):
        look(w.bea)


def test_a_job_opens_nothing_and_sections_that_are_not_for_lists_are_not_looked_through(w):
    with pytest.raises(Denied):
        look_through(
            "name", kind="case", without=(), wanted=everything, page=slice(0, 1),
            by=Actor.system("housekeeping"), keys=w.bea.keys, purpose="search",
        )  # fmt: skip
    with pytest.raises(ValueError, match="made for lists"):
        look(w.bea, name="health")
    with pytest.raises(ValueError, match="somebody else"):
        look_through(
            "name", kind="case", without=(), wanted=everything, page=slice(0, 1),
            by=w.bea.actor, keys=w.boris.keys, purpose="search",
        )  # fmt: skip


def test_thirty_take_as_many_queries_as_three(w):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            look(w.bea)
        return len(caught)

    for number in range(3):
        file_of(w, str(number))
    few = queries()
    for number in range(27):
        file_of(w, str(number))
    assert queries() == few
