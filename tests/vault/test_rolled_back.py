"""Somebody who writes the database alone puts an older state of a text back, with its true codes."""

from __future__ import annotations

import uuid

import pytest

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import lane_heads
from spona.audit.actions import open_again
from spona.audit.lane_heads import LaneClosed
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.vault import actions
from spona.vault.actions.bulk_open import look_through
from spona.vault.models import Grant, Section, SectionKeyLink, SectionRevision
from tests.audit.tampering import planted_row_line, without_triggers
from tests.vault import world

COLUMNS = ("version", "revision", "rotate_due", "sealed", "updated_at", "mac")


@pytest.fixture
def case(w):
    return actions.create_box(
        "case",
        owner=w.csw.pk,
        sections={"name": world.text("Први"), "plan": world.text("Први")},
        grants={
            "name": [actions.to_institution(w.csw)],
            "plan": [actions.to_institution(w.csw), actions.to_account(w.ema.account)],
        },
        **w.bea.acts,
    )


@pytest.fixture
def heads(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    yield lane_heads.heads_file()
    lane_heads._files.clear()


def put_back(row):
    """`row` as it was read once, over what stands there now."""
    Section.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in COLUMNS})


def looked_through(w):
    found = look_through(
        "name", kind="case", without=(), wanted=lambda _document: True, page=slice(0, 50),
        purpose="search", **w.bea.acts,
    )  # fmt: skip
    return [one["words"] for one in found.shown.values()]


@pytest.fixture
def rolled_back(w, case, section):
    """The first text of each section stands there again; what was kept of it went with it."""
    older = [section(case, name) for name in ("name", "plan")]
    for row in older:
        actions.save_section(row, world.text("Други"), revision=1, **w.bea.acts)
    assert looked_through(w) == ["Други"]
    SectionRevision.objects.all().delete()
    for row in older:
        put_back(row)
    return case


def test_it_opens_for_nobody_and_the_log_says_so(w, rolled_back, section):
    plan = section(rolled_back, "plan")
    for person in (w.bea, w.ema):
        with pytest.raises(Unopenable):
            actions.open_section(plan, **person.acts)
        assert actions.open_many([plan], purpose="page", **person.acts) == {}
    line = Entry.objects.filter(name="section:read_many").order_by("-seq").first()
    assert line.detail["unopenable"] == [str(plan.pk)]
    assert looked_through(w) == []


def test_nothing_is_written_over_it_and_nobody_is_let_in(w, rolled_back, section):
    plan = section(rolled_back, "plan")
    with pytest.raises(Unopenable):
        actions.save_section(plan, world.text("Трећи"), revision=1, **w.bea.acts)
    with pytest.raises(Unopenable):
        actions.grant(plan, actions.to_account(w.boris.account), **w.bea.acts)
    assert section(rolled_back, "plan").revision == 1


@pytest.mark.parametrize("how", ["one", "many", "over"])
def test_no_line_that_somebody_puts_into_the_log_makes_it_the_newest(
    w, rolled_back, section, heads, how
):
    """Without its tag it counts as not there, by whichever way it is asked for; and the part of the
    log in which it stands is closed, though it be taken out again before the hourly look.
    """
    plan = section(rolled_back, "plan")
    tag = bytes(plan.mac)[:16].hex()
    line = planted_row_line(plan.pk, "section", tag, lane=w.school.pk)
    match how:
        case "one":
            with pytest.raises(Unopenable):
                actions.open_section(plan, **w.ema.acts)
        case "over":
            with pytest.raises(Unopenable):
                actions.save_section(plan, world.text("Трећи"), revision=1, **w.bea.acts)
        case _:
            assert actions.open_many([plan], purpose="page", **w.ema.acts) == {}
    without_triggers()
    line.delete()
    assert heads.closed() == {w.school.pk: "entry 1000000000 was not written by Spona"}


def test_what_lies_before_the_line_of_the_operator_closes_nothing_again(
    w, case, section, heads, django_capture_on_commit_callbacks
):
    plan = section(case, "plan")
    planted_row_line(plan.pk, "section", "00" * 16, lane=w.csw.pk)
    with pytest.raises(LaneClosed):
        actions.open_section(plan, **w.ema.acts)
    with django_capture_on_commit_callbacks(execute=True):
        open_again(w.csw.pk, heads, by=world.DEMO)
    assert actions.open_section(plan, **w.ema.acts)["words"] == "Први"
    assert heads.closed() == {}


def test_a_key_that_was_due_for_change_stays_due(w, case, section):
    """Ema was taken out. With the row of before, the next text would lie under the key she had."""
    before = section(case, "plan")
    ema = Grant.objects.get(section=before, to_id=w.ema.account.pk)
    actions.destroy(ema, by=w.bea.actor)
    assert section(case, "plan").rotate_due
    put_back(before)
    with pytest.raises(Unopenable):
        actions.save_section(section(case, "plan"), world.text("Други"), revision=1, **w.bea.acts)


def test_the_state_between_two_others_opens_neither(w, case, section):
    rows = []
    for number in (1, 2, 3):
        rows.append(section(case, "plan"))
        actions.save_section(rows[-1], world.text(str(number)), revision=number, **w.bea.acts)
    newest = section(case, "plan")
    for row in rows:
        put_back(row)
        with pytest.raises(Unopenable):
            actions.open_section(section(case, "plan"), **w.ema.acts)
    put_back(newest)
    assert actions.open_section(section(case, "plan"), **w.ema.acts)["words"] == "3"


def test_a_section_that_spona_never_made_opens_nothing(w, case, section):
    """A whole older row in the place of one that was added since; and one under a new id."""
    plan = section(case, "plan")
    plan.delete()
    plan.pk = uuid.uuid4()
    plan.save(force_insert=True)
    assert actions.open_many([section(case, "plan")], purpose="page", **w.bea.acts) == {}


def test_who_reads_while_a_colleague_saves_reads_the_new_text(w, case, section):
    """The row was read before the save, and asked about after it: that is no fault."""
    read_before = section(case, "plan")
    actions.save_section(section(case, "plan"), world.text("Други"), revision=1, **w.bea.acts)
    assert actions.open_section(read_before, **w.ema.acts)["words"] == "Други"
    assert read_before.revision == 2
    again = section(case, "plan")
    actions.save_section(section(case, "plan"), world.text("Трећи"), revision=2, **w.ema.acts)
    [opened] = actions.open_many([again], purpose="page", **w.bea.acts).values()
    assert opened["words"] == "Трећи"


def test_what_a_code_opens_is_the_last_state_too(w):
    visitor = Actor()
    new = actions.draw_code(by=visitor)
    box = actions.create_box(
        "tip", owner=w.csw.pk, sections={"thread": world.text("Прва")},
        grants={"thread": [actions.to_institution(w.csw), actions.to_code(new.code)]},
        **w.bea.acts,
    )  # fmt: skip
    row = Section.objects.get(box=box)
    actions.save_section(row, world.text("Друга"), revision=1, **w.bea.acts)
    [opened] = actions.open_with_code(new.text, by=visitor)
    assert opened.documents["thread"]["words"] == "Друга"
    put_back(row)
    with pytest.raises((Unopenable, Denied)):
        actions.open_with_code(new.text, by=visitor)


def test_the_line_of_a_state_tells_no_more_than_that_it_changed(w, case, section):
    actions.save_section(section(case, "plan"), world.text("Други"), revision=1, **w.bea.acts)
    lines = Entry.objects.filter(subject_kind="row", subject_id=section(case, "plan").pk)
    assert {line.lane_id for line in lines} == {w.csw.pk}
    for line in lines:
        assert set(line.detail) == {"kind", "tag", "order"}
        assert line.detail["kind"] == "section"
        assert len(line.detail["tag"]) == 32
    assert SectionKeyLink.objects.count() == 0
