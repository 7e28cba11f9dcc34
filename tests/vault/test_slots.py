"""Which part of its box a section is, nobody reads who has the database alone."""

import json
import uuid
from contextlib import suppress
from uuid import UUID

import pytest
from django.db import connection

from spona.access.denied import Denied
from spona.audit import endings_copies
from spona.audit.models import Entry
from spona.crypto.documents import open_document
from spona.crypto.errors import Unopenable
from spona.vault import actions, row_integrity, slots
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import SealedFile, Section, SectionRevision
from spona.vault.refusals import NotConnected
from tests.harness import thief
from tests.harness.encodings import Search
from tests.vault import world

A, B = UUID(int=1), UUID(int=2)
# No other word of Spona's is one of these.
NAMES = ("zakljucak_kutije", "napomena_uz_spis", "medju_njima_treca")


@pytest.fixture
def made(w):
    def box(*names, owner=None, kind="case"):
        return actions.create_box(
            kind,
            owner=(owner or w.csw).pk,
            sections={name: world.text(name) for name in names},
            grants={name: [actions.to_institution(owner or w.csw)] for name in names},
            by=w.bea.actor if owner is None else w.ana.actor,
        )

    return box


# What stands in a row.


def test_slot_and_name_are_frozen(settings):
    settings.SECRETS = settings.SECRETS | {"mac": bytes(range(32))}
    assert slots.slot_of(A, "health") == UUID("a8859654-8dc1-dbfe-64e7-47bca0a86692")
    sealed = bytes.fromhex(
        "01ea2696cd1d500be1c5dff1d7c15ecd1a0ec758dae4f4200eb23a111a666f650f08258e28fe9479"
        "e1b41521e67bb7059a9b55cac3b747785cc6669702f0eb883eb7f095292af0b4be122bad3bd5141a3b"
    )
    assert slots.open_name(sealed, box=A, section=B) == "health"


def test_a_section_is_found_by_its_name_in_its_box_and_in_no_other(made):
    first, second = made("notes", "plan"), made("notes")
    assert Section.objects.named(first.pk, "notes").get().box_id == first.pk
    assert not Section.objects.named(second.pk, "plan").exists()
    both = Section.objects.named([first.pk, second.pk], "notes", "plan")
    assert sorted(one.name for one in both) == ["notes", "notes", "plan"]
    assert len({one.slot for one in both}) == 3


def test_of_more_boxes_than_a_statement_takes_values(made):
    real = made("notes", "plan")
    many = [real.pk, *(uuid.uuid4() for _number in range(40_000))]
    assert [one.name for one in Section.objects.named(many, "plan")] == ["plan"]


def test_every_name_takes_as_many_bytes_and_never_the_same_ones(made):
    rows = [*made("a", NAMES[0]).sections.all(), *made("a").sections.all()]
    assert {len(one.name_sealed) for one in rows} == {81}
    assert len({bytes(one.name_sealed) for one in rows}) == len(rows)


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="40 letters"):
        slots.seal_name("a" * 41, box=A, section=B)


def test_no_part_has_the_same_place_in_every_box(made):
    """Neither in its table, nor in the log, nor among the ids that a line names."""
    places, listed = set(), set()
    for _number in range(12):
        box = made("first", "second", "third", "fourth")
        third = Section.objects.named(box.pk, "third").get()
        with connection.cursor() as cursor:
            order = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
            cursor.execute(f"SELECT id FROM vault_section ORDER BY {order} DESC LIMIT 4")
            rows = [UUID(str(one)) for (one,) in cursor.fetchall()]
        places.add(rows.index(third.pk))
        said = Entry.objects.get(name="box:made", subject_id=box.pk).detail["sections"]
        listed.add(said.index(str(third.pk)))
    assert min(len(places), len(listed)) > 1


# Whoever moves a row.


@pytest.mark.parametrize("remade", [False, True])
@pytest.mark.parametrize("columns", [("slot",), ("name_sealed",), ("slot", "name_sealed")])
def test_two_parts_that_change_places_open_for_nobody(w, made, section, columns, remade):
    """Also by somebody who has the key files of the server."""
    box = made("notes", "plan")
    notes, plan = section(box, "notes"), section(box, "plan")
    theirs = {name: getattr(plan, name) for name in columns}
    if "slot" in columns:
        Section.objects.filter(pk=plan.pk).update(slot=uuid.uuid4())
    Section.objects.filter(pk=notes.pk).update(**theirs)
    notes = Section.objects.select_related("box").get(pk=notes.pk)
    assert notes.name == ""
    if remade:
        world.remade(notes)
    with pytest.raises(Unopenable):
        actions.open_section(notes, **w.bea.acts)


def test_not_even_with_the_key_files_is_one_part_read_for_another(w, made, section):
    box = made("notes", "plan")
    section(box, "plan").delete()
    notes = section(box, "notes")
    notes.name = "plan"
    world.remade(notes)
    assert section(box, "plan").pk == notes.pk
    with pytest.raises(Unopenable):
        actions.open_section(section(box, "plan"), **w.bea.acts)


@pytest.mark.parametrize("remade", [False, True])
def test_a_part_in_another_box_opens_for_nobody(w, made, section, remade):
    box, other = made("notes"), made("plan")
    row = section(box, "notes")
    Section.objects.filter(pk=row.pk).update(box=other)
    assert not Section.objects.named(other.pk, "notes").exists()
    row = Section.objects.select_related("box").get(pk=row.pk)
    if remade:
        row.name = "notes"
        world.remade(row)
    with pytest.raises(Unopenable):
        actions.open_section(row, **w.bea.acts)


def test_one_that_was_altered_hides_no_other(w, made, section):
    box = made("notes", "plan")
    Section.objects.filter(pk=section(box, "notes").pk).update(name_sealed=b"\x01" + bytes(80))
    rows = list(box.sections.select_related("box"))
    assert sorted(one.name for one in rows) == ["", "plan"]
    opened = actions.open_many(rows, purpose="page", **w.bea.acts)
    assert [one["words"] for one in opened.values()] == ["plan"]


# Whoever steals the database.


def _copies():
    rows = [(label, list(rows.values())) for label, rows in thief.take().items()]
    files = [(str(path), path.read_bytes()) for path in _files()]
    return [(label, _bytes(row)) for label, those in rows for row in those] + files


def _files():
    copy = endings_copies.data_copy().path
    return [copy] if copy.exists() else []


def _bytes(row):
    parts = [
        one if isinstance(one, bytes) else json.dumps(one, default=str).encode() for one in row
    ]
    return b"\n".join(parts)


def _found(names):
    search = Search(names)
    return {(label, word) for label, raw in _copies() for word, _how in search.hits(raw)}


def _whole_life(w, made, section):
    """Everything that the vault does with a section, and writes of it."""
    box, other = made(*NAMES[:2]), made(NAMES[0])
    added = actions.add_section(
        box, NAMES[2], world.text(), [actions.to_institution(w.csw)], by=w.bea.actor
    )
    ema = actions.to_account(w.ema.account.pk, basis="assigned", member_of=w.csw.pk)
    for name in NAMES:
        row = section(box, name)
        actions.grant(row, ema, **w.bea.acts)
        actions.open_section(section(box, name), **w.ema.acts)
    actions.open_many(box.sections.select_related("box"), purpose="page", **w.ema.acts)
    row = actions.save_section(section(box, NAMES[0]), world.text(), revision=1, **w.ema.acts)
    actions.destroy(row.grants.filter(to_kind="member"), by=w.bea.actor)
    row = actions.save_section(row, world.text(), revision=2, **w.bea.acts)
    actions.open_revision(row, 1, reason="danger", **w.bea.acts)
    actions.ask_to_erase(row, 1, by=w.bea.actor)
    actions.erase_revision(row, 1, by=w.boris.actor)
    with suppress(Denied, NotConnected):
        actions.open_section(added, **w.cora.acts)
    actions.erase_box(other, by=w.bea.actor)
    return box


def test_no_name_of_a_part_is_read_by_who_has_the_database(
    w, made, section, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        box = _whole_life(w, made, section)
    assert SectionRevision.objects.exists()
    assert {one.name for one in box.sections.all()} == set(NAMES)
    assert _found(NAMES) == set()
    # The same search finds one that somebody wrote down.
    SealedFile.objects.create(box=box, stored_name=NAMES[1], chunks=1, stored_size=1)
    assert _found(NAMES) == {("vault.SealedFile", NAMES[1])}


def test_the_log_still_leads_to_the_part(w, made, section):
    box = _whole_life(w, made, section)
    saved = Entry.objects.filter(name="section:saved").order_by("seq").first()
    assert saved.detail == {"revision": 2}
    assert {one.pk: one.name for one in box.sections.all()}[saved.subject_id] == NAMES[0]


# Other key files.


def test_under_other_key_files_each_name_is_written_anew_and_nothing_is_opened(
    w, made, section, settings
):
    box = made("notes", "plan")
    old, new = settings.SECRETS, settings.SECRETS | {"mac": b"\x07" * 32}
    rows = list(box.sections.select_related("box"))
    before = {row.pk: (row.slot, bytes(row.sealed), _secret(row, w.bea)) for row in rows}
    for row in rows:
        settings.SECRETS = old
        name = row.name
        settings.SECRETS = new
        row.name = name
        row_integrity.stamp(row).save(update_fields=["slot", "name_sealed", "mac"])
    found = Section.objects.named(box.pk, "notes", "plan")
    assert {row.name for row in found} == {"notes", "plan"}
    for row in found:
        slot, sealed, secret = before[row.pk]
        assert row.slot != slot
        assert bytes(row.sealed) == sealed
        assert open_document(secret, sealed, aad=row.aad())["words"] == row.name
    settings.SECRETS = old
    assert not Section.objects.named(box.pk, "notes", "plan").exists()
    assert {row.name for row in box.sections.all()} == {""}


def _secret(row, person):
    grants = grants_for(person.actor, [row])[row.pk]
    return Opener(person.actor, person.keys).section_key(row, grants)[0]
