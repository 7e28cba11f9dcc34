"""Earlier texts: whoever may read today may read yesterday, and nobody else; one can be erased."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.audit.models import Ending, Entry
from spona.cli.restore.endings import HANDLERS
from spona.crypto import aead
from spona.crypto.documents import open_document, seal_document
from spona.crypto.errors import Unopenable
from spona.vault import actions, history, labels, queries, row_integrity
from spona.vault.history import keeps_history, texts_of
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import ASSIGNED, Section, SectionKeyLink, SectionRevision
from spona.vault.permissions import FROZEN_KINDS
from spona.vault.refusals import NoSuchRevision, ReasonNeeded
from tests.vault import world

SECTIONS = ("plan", "legal", "notes", "count")


def made(w, kind="case", first="Први"):
    to = [actions.to_institution(w.csw), actions.to_account(w.ema.account, basis="assigned")]
    return actions.create_box(
        kind,
        owner=w.csw.pk,
        sections={name: world.text(first) for name in SECTIONS},
        grants=dict.fromkeys(SECTIONS, to),
        **w.bea.acts,
    )


@pytest.fixture
def case(w):
    return made(w)


def save(row, words, person):
    row.refresh_from_db()
    return actions.save_section(row, world.text(words), revision=row.revision, **person.acts)


def read(row, number, person, **more):
    row = Section.objects.select_related("box").get(pk=row.pk)
    return actions.open_revision(row, number, **person.acts, **more)["words"]


@pytest.fixture
def plan(w, case, section):
    """Three texts, all under one key."""
    row = section(case, "plan")
    save(row, "Други", w.ema)
    return save(row, "Трећи", w.ema)


def rotated(w, row, words):
    """A colleague is let in and taken out again, so that the next text has a key of its own."""
    row.refresh_from_db()
    grant = actions.grant(row, actions.to_account(w.boris.account), **w.bea.acts)
    actions.destroy(grant, by=w.bea.actor)
    return save(row, words, w.ema)


def key_of(row, person):
    """The key that the person's grant leads to today."""
    row = Section.objects.select_related("box").get(pk=row.pk)
    return Opener(person.actor, person.keys).section_key(
        row, grants_for(person.actor, [row])[row.pk]
    )[0]


# Kept and read


def test_every_earlier_text_is_read_back_by_whoever_reads_today(w, plan):
    assert [read(plan, number, w.ema) for number in (1, 2)] == ["Први", "Други"]
    assert read(plan, 1, w.bea, reason="absence") == "Први"
    with pytest.raises(NoSuchRevision):
        read(plan, 3, w.ema)


def test_the_old_row_is_kept_byte_for_byte(w, case, section):
    row = section(case, "plan")
    before = bytes(row.sealed)
    save(row, "Други", w.ema)
    kept = SectionRevision.objects.get()
    assert (bytes(kept.sealed), kept.revision, kept.version) == (before, 1, 1)
    assert kept.replaced_by == w.ema.member.person_id


def test_reading_is_logged_before_the_text_exists_and_needs_the_same_reason(w, plan, monkeypatch):
    with pytest.raises(ReasonNeeded):
        read(plan, 1, w.bea)
    said = []
    monkeypatch.setattr(
        "spona.vault.actions.history.open_document",
        lambda *a, **k: said.extend(Entry.objects.filter(name="section:read")) or {"schema": 1},
    )
    actions.open_revision(Section.objects.get(pk=plan.pk), 1, **w.ema.acts)
    (line,) = said
    assert (line.detail["revision"], line.detail["newest"]) == (1, 3)
    assert (line.detail["way"], line.subject_id) == ("member", plan.pk)


def test_inside_a_transaction_nothing_is_opened(w, plan):
    from spona import audit

    with pytest.raises(RuntimeError, match="read log"), audit.transaction():
        read(plan, 1, w.ema)


def test_who_may_not_read_today_reads_nothing_of_yesterday(w, plan):
    eva = world.somebody("eva", w.csw, "case_worker")
    for stranger in (eva, w.ana, w.cora, w.dora):
        with pytest.raises(Denied):
            read(plan, 1, stranger)


def test_who_wrote_what_and_when(w, case, section):
    row = section(case, "plan")
    save(row, "Други", w.ema)
    actions.save_section(row, world.text("Трећи"), revision=2, **w.bea.acts)
    row.refresh_from_db()
    texts = texts_of(row)
    ema, bea = w.ema.member.person_id, w.bea.member.person_id
    assert [(one.revision, one.by, one.kept) for one in texts] == [
        (3, bea, True), (2, ema, True), (1, None, True),
    ]  # fmt: skip
    assert texts[2].at == case.created_at
    assert texts[0].at > texts[1].at > texts[2].at


def test_only_the_sections_of_a_case_keep_what_they_were(w, section):
    box = made(w)
    for name in SECTIONS:
        save(section(box, name), "Други", w.ema)
    kept = SectionRevision.objects.select_related("section")
    assert sorted(one.section.name for one in kept) == ["legal", "plan"]
    SectionRevision.objects.all().delete()
    for kind in set(labels.BOX_KINDS) - {"case"} - FROZEN_KINDS:
        other = section(made(w, kind), "plan")
        assert not keeps_history(other)
        save(other, "Други", w.ema)
        rotated(w, other, "Трећи")
    assert not SectionRevision.objects.exists()
    assert not SectionKeyLink.objects.exists()


def asked_by(act):
    """The statements that this sends, with what it gives back."""
    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        return asked, act()


def statements(row, person):
    return asked_by(lambda: save(row, "Још", person))[0]


def test_a_saving_costs_one_statement_more_and_two_with_a_new_key(w, case, section):
    plain, kept, first = (section(case, name) for name in ("notes", "plan", "legal"))
    for row in (plain, kept, first):
        save(row, "Други", w.ema)
    assert len(statements(kept, w.ema)) == len(statements(plain, w.ema)) + 1
    for row in (plain, kept, first):
        grant = actions.grant(row, actions.to_account(w.boris.account), **w.bea.acts)
        actions.destroy(grant, by=w.bea.actor)
    # What is read once for all of them is read for this one.
    save(first, "Трећи", w.ema)
    assert len(statements(kept, w.ema)) == len(statements(plain, w.ema)) + 2


# Keys


def test_sixty_texts_under_six_keys_are_all_read(w, case, section):
    row = section(case, "plan")
    for number in range(2, 62):
        words = f"Текст {number}"
        row = rotated(w, row, words) if number % 12 == 0 else save(row, words, w.ema)
    assert (row.version, row.revision) == (6, 61)
    assert SectionKeyLink.objects.filter(section=row).count() == 5
    assert read(row, 1, w.ema) == "Први"
    for number in (2, 11, 12, 13, 35, 36, 59, 60):
        assert read(row, number, w.ema) == f"Текст {number}"
    assert len(texts_of(row)) == 61
    assert all(one.kept for one in texts_of(row))


def test_a_list_reads_no_ciphertext_and_an_opened_text_reads_three(w, case, section):
    """Whoever looks for a day does not wait for the whole section sixty times."""
    row = section(case, "plan")
    for number in range(2, 62):
        row = save(row, f"Текст {number}", w.ema)
    row = Section.objects.select_related("box").get(pk=row.pk)
    asked, texts = asked_by(lambda: texts_of(row))
    assert (len(asked), len(texts)) == (2, 61)
    assert not [sql for sql in asked if '"sealed"' in sql]
    asked, texts = asked_by(lambda: texts_of(row, opened=30))
    assert len(texts) == 61
    assert len([sql for sql in asked if '"sealed"' in sql]) == 3


def test_whoever_is_let_in_today_reads_all_of_it(w, plan):
    row = rotated(w, plan, "Четврти")
    eva = world.somebody("eva", w.csw, "case_worker")
    actions.grant(row, actions.to_account(eva.account, basis="assigned"), **w.ema.acts)
    assert [read(row, number, eva) for number in (1, 2, 3)] == ["Први", "Други", "Трећи"]


def test_whoever_was_taken_out_has_no_way_on_and_the_others_lose_nothing(w, plan):
    """Also with the key that she kept and the whole database in her hands."""
    kept = key_of(plan, w.ema)
    actions.grant(plan, actions.to_account(w.boris.account, basis="assigned"), **w.ema.acts)
    actions.destroy(plan.grants.filter(to_id=w.ema.account.pk), by=w.bea.actor)
    save(plan, "После Еме", w.boris)
    row = save(plan, "И даље", w.boris)
    assert row.version == 2
    with pytest.raises(Denied):
        read(row, 1, w.ema)
    for sealed in SectionRevision.objects.filter(section=row, version=2):
        sealed.section = row
        with pytest.raises(Unopenable):
            open_document(kept, bytes(sealed.sealed), aad=sealed.aad())
    (link,) = SectionKeyLink.objects.filter(section=row)
    with pytest.raises(Unopenable):
        aead.open_sealed(kept, bytes(link.sealed), aad=link.aad())
    found = [read(row, number, w.boris) for number in (1, 2, 3, 4)]
    assert found == ["Први", "Други", "Трећи", "После Еме"]


def test_a_new_intake_key_leads_to_everything_before_it(w, plan):
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    row = save(plan, "Четврти", w.ema)
    assert row.version == 2
    assert read(row, 1, w.boris, reason="absence") == "Први"


# What a writer of the database tries


def altered(row, **columns):
    type(row).objects.filter(pk=row.pk).update(**columns)


def refused(row, number, person):
    with pytest.raises((Unopenable, NoSuchRevision)):
        read(row, number, person)


def test_every_flipped_or_cut_byte_of_an_earlier_text_is_refused(w, plan):
    kept = SectionRevision.objects.get(section=plan, revision=1)
    whole = bytes(kept.sealed)
    for at in range(0, len(whole), 61):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        for sealed in (bytes(spoilt), whole[:at]):
            kept.sealed = sealed
            altered(kept, sealed=sealed)
            refused(plan, 1, w.ema)
            # Also by somebody who has the server's MAC key: the seal itself refuses.
            altered(kept, mac=row_integrity.stamp(kept).mac)
            refused(plan, 1, w.ema)
    assert [one.kept for one in texts_of(plan)] == [True, True, True]


@pytest.mark.parametrize("remade", [False, True])
def test_a_text_moved_to_another_number_section_or_box_is_refused(w, plan, section, remade):
    other = section(made(w, first="Туђи"), "plan")
    beside = section(plan.box, "legal")
    for row in (other, beside):
        save(row, "Други", w.ema)
    kept = SectionRevision.objects.get(section=plan, revision=1)
    sources = [
        SectionRevision.objects.get(section=plan, revision=2),
        SectionRevision.objects.get(section=other, revision=1),
        SectionRevision.objects.get(section=beside, revision=1),
    ]
    for source in sources:
        kept.sealed = bytes(source.sealed)
        mac = row_integrity.stamp(kept).mac if remade else bytes(source.mac)
        altered(kept, sealed=source.sealed, mac=mac)
        refused(plan, 1, w.ema)


@pytest.mark.parametrize("remade", [False, True])
def test_whole_rows_that_change_places_are_refused(w, plan, section, remade):
    """Numbers of two texts of one section, and rows of two sections whose texts have one number."""
    beside = section(plan.box, "legal")
    save(beside, "Други", w.ema)
    first, second = SectionRevision.objects.filter(section=plan).order_by("revision")
    altered(first, revision=99)
    altered(second, revision=1)
    altered(first, revision=2)
    theirs = SectionRevision.objects.get(section=beside)
    altered(second, section=beside, revision=99)
    altered(theirs, section=plan, revision=1)
    if remade:
        for row in SectionRevision.objects.all():
            altered(row, mac=row_integrity.stamp(row).mac)
    for number in (1, 2):
        refused(plan, number, w.ema)


def test_no_column_of_an_earlier_text_can_be_changed(w, plan):
    row = rotated(w, plan, "Четврти")
    kept = SectionRevision.objects.get(section=row, revision=1)
    for column, value in (
        ("version", 2), ("replaced_by", w.cora.member.person_id), ("replaced_at", timezone.now()),
        ("erasure_asked_by", w.cora.member.person_id), ("erased_at", timezone.now()),
    ):  # fmt: skip
        was = getattr(kept, column)
        altered(kept, **{column: value})
        refused(row, 1, w.ema)
        assert [one.kept for one in texts_of(row, opened=1)] == [True, True, True, False]
        altered(kept, **{column: was})
    assert read(row, 1, w.ema) == "Први"


def test_a_link_that_is_gone_spoilt_or_of_another_section_leads_nowhere(w, plan, section):
    row = rotated(w, plan, "Четврти")
    beside = rotated(w, section(plan.box, "legal"), "Други")
    link, theirs = (SectionKeyLink.objects.get(section=one) for one in (row, beside))
    own = bytes(link.sealed), bytes(link.mac)
    for sealed in (bytes(theirs.sealed), own[0][:-1], bytes(len(own[0])), b""):
        link.sealed = sealed
        for mac in (own[1], bytes(theirs.mac), row_integrity.stamp(link).mac):
            altered(link, sealed=sealed, mac=mac)
            refused(row, 1, w.ema)
    link.delete()
    refused(row, 1, w.ema)
    altered(theirs, section=row)
    refused(row, 1, w.ema)
    # What lies under today's key needs no link; what lies under an older one is lost with it.
    assert actions.open_section(row, **w.ema.acts)["words"] == "Четврти"


def test_a_forged_link_and_a_text_under_the_forgers_key_are_refused(w, plan):
    """By a reader with the database: she knows today's key, and not the server's."""
    row = rotated(w, plan, "Четврти")
    link = SectionKeyLink.objects.get(section=row)
    chosen = aead.new_key()
    altered(link, sealed=aead.seal(key_of(row, w.ema), chosen, aad=link.aad()))
    kept = SectionRevision.objects.select_related("section").get(section=row, revision=1)
    altered(kept, sealed=seal_document(chosen, world.text("Лаж"), aad=kept.aad()))
    refused(row, 1, w.ema)


def test_an_earlier_text_in_the_place_of_todays_is_found_and_not_saved_over(w, plan):
    """The whole older row of the section, with the tag that it had."""
    older = Section.objects.filter(pk=plan.pk).values("version", "revision", "sealed", "mac").get()
    save(plan, "Четврти", w.ema)
    altered(plan, **older)
    for number in (1, 2, 3):
        refused(plan, number, w.ema)
    plan.refresh_from_db()
    assert [one.kept for one in texts_of(plan)] == [False, True, True]
    with pytest.raises(Unopenable):
        save(plan, "Пети", w.ema)
    assert Section.objects.get(pk=plan.pk).revision == 3


def test_a_row_that_is_missing_shows_as_a_gap(w, plan):
    SectionRevision.objects.get(section=plan, revision=1).delete()
    first = texts_of(plan)[-1]
    assert (first.revision, first.kept, first.erased) == (1, False, False)
    with pytest.raises(NoSuchRevision):
        read(plan, 1, w.ema)


# The end of it


def test_erasing_a_box_destroys_every_text_and_every_link(w, plan, section):
    row = rotated(w, plan, "Четврти")
    other = section(made(w), "plan")
    save(other, "Други", w.ema)
    actions.erase_box(row.box, by=w.bea.actor)
    assert list(SectionRevision.objects.values_list("section", flat=True)) == [other.pk]
    assert not SectionKeyLink.objects.exists()


def asked_and_erased(w, row, number):
    row = Section.objects.select_related("box").get(pk=row.pk)
    actions.ask_to_erase(row, number, by=w.ema.actor)
    return actions.erase_revision(row, number, by=w.bea.actor)


def test_one_text_is_erased_by_two_and_the_others_stay(w, plan):
    row = rotated(w, plan, "Четврти")
    erased = asked_and_erased(w, row, 2)
    assert bytes(SectionRevision.objects.get(pk=erased.pk).sealed) == b""
    with pytest.raises(Denied, match="erased"):
        read(row, 2, w.ema)
    assert [read(row, number, w.ema) for number in (1, 3)] == ["Први", "Трећи"]
    second = texts_of(row)[2]
    assert (second.revision, second.erased, second.kept) == (2, True, False)
    assert second.by == w.ema.member.person_id
    names = Entry.objects.filter(subject_id=row.pk).values_list("name", flat=True)
    assert {"section:erasure_asked", "section:text_erased"} <= set(names)
    with pytest.raises(Conflict):
        actions.ask_to_erase(row, 2, by=w.ema.actor)


def test_one_person_alone_erases_nothing(w, plan):
    row = Section.objects.select_related("box").get(pk=plan.pk)
    with pytest.raises(Denied, match="Two people"):
        actions.erase_revision(row, 1, by=w.bea.actor)
    actions.ask_to_erase(row, 1, by=w.bea.actor)
    with pytest.raises(Denied, match="Two people"):
        actions.erase_revision(row, 1, by=w.bea.actor)
    with pytest.raises(Conflict):
        actions.ask_to_erase(row, 1, by=w.ema.actor)
    actions.keep_revision(row, 1, by=w.ema.actor)
    with pytest.raises(Denied, match="Two people"):
        actions.erase_revision(row, 1, by=w.ema.actor)
    with pytest.raises(Conflict):
        actions.keep_revision(row, 1, by=w.ema.actor)
    assert read(row, 1, w.ema) == "Први"


def test_without_a_key_nobody_asks_or_agrees(w, plan):
    eva = world.somebody("eva", w.csw, "case_worker")
    row = Section.objects.select_related("box").get(pk=plan.pk)
    for stranger in (eva, w.ana, w.cora):
        with pytest.raises(Denied):
            actions.ask_to_erase(row, 1, by=stranger.actor)
    actions.ask_to_erase(row, 1, by=w.ema.actor)
    for stranger in (eva, w.ana, w.cora):
        with pytest.raises(Denied):
            actions.erase_revision(row, 1, by=stranger.actor)
    assert read(row, 1, w.ema) == "Први"


def test_what_was_erased_opens_nothing_when_somebody_puts_it_back(w, plan):
    kept = SectionRevision.objects.filter(section=plan, revision=1)
    whole = kept.values().get()
    asked_and_erased(w, plan, 1)
    kept.update(**{name: value for name, value in whole.items() if name != "id"})
    with pytest.raises(Denied, match="erased"):
        read(plan, 1, w.ema)
    assert queries.put_back() == [(endings.REVISION, whole["id"])]
    assert texts_of(plan)[-1].erased


def test_a_restore_erases_it_again(w, plan):
    kept = SectionRevision.objects.filter(section=plan, revision=1)
    whole = kept.values().get()
    erased = asked_and_erased(w, plan, 1)
    ending = Ending.objects.get(kind=endings.REVISION)
    assert ending.subject == erased.pk
    # As a backup brings it: the row as it was, and a log that knows nothing of it.
    kept.update(**{name: value for name, value in whole.items() if name != "id"})
    with endings.replaying():
        assert HANDLERS[endings.REVISION](ending, ending.payload, world.DEMO)
        assert not HANDLERS[endings.REVISION](ending, ending.payload, world.DEMO)
    assert bytes(kept.get().sealed) == b""
    assert Ending.objects.filter(kind=endings.REVISION).count() == 1


def test_a_held_grant_opens_no_earlier_text(w, plan):
    eva = world.somebody("eva", w.csw, "case_worker")
    actions.grant(plan, actions.to_account(eva.account, basis=ASSIGNED, held=True), **w.ema.acts)
    with pytest.raises(Denied):
        read(plan, 1, eva)
    actions.release(plan.box, by=w.bea.actor)
    assert read(plan, 1, eva) == "Први"


def test_the_links_lead_down_only(w, plan):
    row = rotated(w, plan, "Четврти")
    newest = key_of(row, w.ema)
    oldest = history.key_at(row, 1, newest)
    assert oldest != newest
    link = SectionKeyLink.objects.get(section=row)
    assert aead.open_sealed(newest, bytes(link.sealed), aad=link.aad()) == oldest
    with pytest.raises(Unopenable):
        aead.open_sealed(oldest, bytes(link.sealed), aad=link.aad())
