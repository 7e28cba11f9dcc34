"""Which parts a file has beside those that every file has, and which of its rows is which part:
whoever has the database alone reads neither.
"""

import json

from django.apps import apps

from spona.audit.models import Entry
from spona.cases.case.actions import add_note, write_section
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import add_reminder
from spona.cases.legal_track import actions as legal
from spona.cases.legal_track.track import GUARDIAN, Guardian
from spona.cases.retention.sealing import seal
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.late import today_in
from spona.identity.models import Account
from spona.vault.models import Section
from tests.cases.moving import agreement, by_agreement, file_of, referred, shelter
from tests.cases.test_decision import today, written
from tests.cases.test_file_attach import attach
from tests.cases.test_file_page import get

# Where a word that is also a name says something else: which parts an agreement is about is a clear
# column (SECURITY.md), lines are about accounts, and rules of deadlines are public.
ELSEWHERE = {
    "cases.Agreement.part_codes", "audit.Entry.subject_kind", "deadlines.Rule.event",
    "deadlines.EscalationStep.event",
}  # fmt: skip
APPS = ("vault", "audit", "tasks", "deadlines", "notifications", "cases", "statistics", "access")


def _lived_in(world):
    """A file with a part of every kind, written, read and shared in each way."""
    Account.objects.update(language="en")
    case, home = file_of(world), shelter(world)
    given = agreement(world, case, home)
    referred(world, case, by_agreement(world, case, home))
    write_section(case, "health", {"text": "Novo."}, revision=1, **world.bea.can)
    add_note(case, "Zvala je tetka.", **world.bea.can)
    add_reminder(case, "Nazvati", day=today_in(world.vranje), by=world.bea.actor)
    legal.add_entry(case, GUARDIAN, Guardian(kind="collision", state="granted"), **world.bea.can)
    seal(case, {"schema": 1}, **world.bea.can)
    bea = world.bea.sign_in()
    path = f"/cases/{case.reference}/"
    attach(bea, path, "a.jpg", b"Slika")
    written(
        bea, case, began_before="on", asked_on=today(case, -90), asked_source="допис 12/25",
        day=today(case, -60),
    )  # fmt: skip
    assign_file(case, member=world.vera.member, sections=["health", "legal"], **world.bea.can)
    break_glass(case, reason="absence", **world.boris.can)
    for part in ("identification", "support", "justice", "referrals"):
        get(world.boris.sign_in(), f"{path}part/{part}/")
    get(world.vera.sign_in(), f"{path}part/support/")
    return case, given


def _strings(value):
    match value:
        case str():
            yield value
        case dict():
            for key, one in value.items():
                # What for it was opened, not what; and the table that a line is about.
                if key not in ("purpose", "kind"):
                    yield from _strings(one)
        case list() | tuple() | set():
            for one in value:
                yield from _strings(one)
        case bytes() | memoryview():
            yield bytes(value).decode("latin-1")


def _told(names):
    """(column, name) of each value outside the seal that is the name of a part, or holds one that
    has an id in it.
    """
    found = set()
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        for row in model.objects.values():
            for column, value in row.items():
                for said in _strings(value):
                    found |= {
                        (f"{model._meta.label}.{column}", name)
                        for name in names
                        if said == name or (len(name) > 20 and name in said)
                    }
    return {(where, name) for where, name in found if where not in ELSEWHERE}


def test_no_row_line_or_task_names_a_part(world):
    case, given = _lived_in(world)
    names = {one.name for one in case.box.sections.all()}
    assert set(SECTIONS) < names
    assert {"decisions", "legal_track", "retention", given.section_name} < names
    assert any(name.startswith("file_") for name in names)
    assert any(name.startswith("mine_") for name in names)
    names |= {one.name for one in Section.objects.all()}
    assert {"cover", "body", "kept"} < names
    assert "" not in names
    assert _told(names) == set()
    # The same look finds one that somebody wrote down.
    line = Entry.objects.filter(name="section:saved").latest("at")
    assert set(_strings(line.detail | {"section": "health"})) & names == {"health"}


def test_two_files_with_other_parts_have_rows_that_tell_them_apart_by_nothing_but_their_number(
    world,
):
    plain, other = file_of(world), file_of(world)
    seal(other, {"schema": 1}, **world.bea.can)
    columns = [
        {
            (len(str(one.slot)), len(one.name_sealed), one.version, one.revision, one.rotate_due)
            for one in case.box.sections.all()
        }
        for case in (plain, other)
    ]
    assert columns[0] == columns[1]
    assert not {one.slot for one in plain.box.sections.all()} & {
        one.slot for one in other.box.sections.all()
    }


def test_whoever_may_still_reads_in_the_log_of_the_file_which_part_it_was(world):
    case, _given = _lived_in(world)
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/log/")
    assert "Bea" in page
    assert "wrote: Health" in page
    assert "read: " in page


def test_the_line_of_a_new_file_does_not_tell_which_id_is_which_part(world):
    places = set()
    for _number in range(6):
        case = file_of(world)
        said = Entry.objects.get(name="box:made", subject_id=case.box_id).detail["sections"]
        assert said == sorted(said)
        assert json.dumps(said).count("-") == 4 * len(said)
        health = Section.objects.named(case.box_id, "health").get()
        places.add(said.index(str(health.pk)))
    assert len(places) > 1
