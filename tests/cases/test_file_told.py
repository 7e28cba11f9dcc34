"""The log of a file, who knows what about the person, and light notes with an end."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import (
    end_light_notes_due,
    read_light_notes,
    renew_light_note,
    write_light_note,
)
from spona.cases.models import LightNote, Referral
from spona.cases.referrals.actions import accept, withdraw_agreement
from spona.deadlines import moved
from spona.directory.institution_names import full_name
from spona.identity.models import Account
from spona.tasks.queries import mine
from spona.vault.models import Box
from tests.cases.flow import get
from tests.cases.moving import by_agreement, by_law, file_of, opened_by, referred, shelter

SOON = dt.timedelta(days=30)


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


def told(somebody, case, safe):
    answer = somebody.sign_in().post(f"/cases/{case.reference}/disclosures/", {"safe": safe})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


# Who knows what about me


def test_it_is_asked_first_whether_paper_is_safe(world, case):
    bea = world.bea.sign_in()
    page = get(bea, f"/cases/{case.reference}/disclosures/")
    assert "Is it safe for you to carry paper?" in page
    assert "keep a file about you" not in page
    answer = bea.post(f"/cases/{case.reference}/disclosures/", {})
    assert answer.status_code == 422
    assert "keep a file about you" not in answer.content.decode()


def test_without_a_yes_it_is_read_aloud_and_with_one_it_may_be_printed(world, case):
    for safe in ("no", "not_sure"):
        page = told(world.bea, case, safe)
        assert "Read this aloud" in page
        assert "Do not print it." in page
        assert "data-print" not in page
    page = told(world.bea, case, "yes")
    assert "data-print" in page
    assert "Without the button: print with your browser." in page


def test_it_names_who_was_told_what_and_who_holds_it_now(world, case):
    place = shelter(world)
    target = by_agreement(world, case, place)
    row = referred(world, case, target)
    page = told(world.bea, case, "no")
    assert str(place.words) in page
    assert "when they take it over" in page
    # As one would say it to the person, not as a file calls its parts.
    assert "who you are" in page
    assert "Who the person is" not in page
    opened_by(row, world.sara)
    accept(row, **world.sara.can)
    assert "they have it now" in told(world.bea, case, "no")
    withdraw_agreement(Referral.objects.get(pk=row.pk), by=world.bea.actor)
    page = told(world.bea, case, "no")
    assert "They can no longer open it here." in page
    assert Entry.objects.filter(name="case:told", subject_id=case.pk).count() == 3


def test_it_says_from_whom_we_know(world, accepted):
    Account.objects.update(language="en")
    case = Referral.objects.get(pk=accepted.pk).to_case
    page = told(world.bea, case, "no")
    assert "They told us:" in page
    assert str(world.school.words) in page


def test_an_empty_part_is_not_said_to_have_been_told(world, case):
    given = {
        "who": {"name": "Mila Izmišljena"},
        "reach": {"phone": "062 555 123"},
        "sections": {"health": {"schema": 1}, "legal": {"schema": 1, "text": "Svedoči."}},
    }
    referred(world, case, by_law(world, case, world.police, **given), reason="Dužnost.")
    page = told(world.bea, case, "no")
    assert "who you are, your phone number, what concerns the law." in page
    for not_given in ("your health", "your address", "whom you trust"):
        assert not_given not in page


def test_whoever_was_told_the_same_on_one_day_is_named_once(world, case):
    for parts in ({"who": {"name": "Mila"}}, {"who": {"name": "Mila"}}, {"reach": {"phone": "1"}}):
        referred(world, case, by_law(world, case, world.police, **parts), reason="Dužnost.")
    page = told(world.bea, case, "no")
    assert page.count(f"<strong>{full_name(world.police)}</strong>") == 2
    assert page.count("who you are.") == 1


# The log


def test_the_log_tells_who_did_and_who_read_what(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    get(boris, f"/cases/{case.reference}/")
    page = get(bea, f"/cases/{case.reference}/log/")
    assert "Bea Primerić opened the file" in page
    assert re.search(r"Boris Primerić read: Who the person is, .*Health", page)
    assert "Pregled." not in page


def test_the_log_of_one_file_says_nothing_of_another(world, case):
    other = file_of(world)
    boris = world.boris.sign_in()
    get(boris, f"/cases/{other.reference}/")
    assert "Boris" not in get(world.bea.sign_in(), f"/cases/{case.reference}/log/")


def test_the_way_of_a_file_is_computed_from_what_happened(world, accepted):
    Account.objects.update(language="en")
    case = Referral.objects.get(pk=accepted.pk).to_case
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/")
    assert re.search(r'is-now" aria-current="step"><span class="path-name">First contact', page)
    assert "accepted" in page


# Light notes


@pytest.fixture
def note(world):
    Account.objects.update(language="en")
    return write_light_note(
        who="M. I.", text="Izostaje petkom.",
        review_on=timezone.localdate() + SOON, by=world.vera.actor,
    )  # fmt: skip


def test_a_light_note_is_read_by_its_writer_and_the_holders_and_nobody_else(world, note):
    for who in (world.vera, world.bea, world.boris):
        assert read_light_notes([note], **who.can)[note.pk]["text"] == "Izostaje petkom."
    for who in (world.hana, world.ana, world.cora):
        assert not LightNote.objects.visible_to(who.actor).exists()
        assert read_light_notes([note], **who.can) == {}
    assert "Izostaje petkom." in get(world.bea.sign_in(), "/notes/")
    assert "Izostaje" not in get(world.hana.sign_in(), "/notes/")


def test_its_writer_is_asked_on_the_day(world, note):
    task = mine(world.vera.actor).get()
    assert (task.kind, task.subject_id) == ("review", note.pk)
    assert task.due_at.date() == note.review_on


def test_a_note_that_nobody_renewed_is_gone_with_its_keys(world, note):
    job = Actor.system("housekeeping")
    with moved(SOON):
        assert end_light_notes_due(by=job) == 0
    with moved(SOON + dt.timedelta(days=1)):
        assert end_light_notes_due(by=job) == 1
        assert end_light_notes_due(by=job) == 0
    assert not LightNote.objects.exists()
    assert not mine(world.vera.actor).exists()
    box = Box.objects.get(pk=note.box_id)
    assert box.erased_at is not None
    assert not box.sections.exists()


def test_a_renewed_note_stays_and_asks_again(world, note):
    later = timezone.localdate() + 2 * SOON
    renew_light_note(note, review_on=later, by=world.bea.actor)
    assert not mine(world.vera.actor).exists()
    assert mine(world.bea.actor).get().due_at.date() == later
    with moved(SOON + dt.timedelta(days=1)):
        assert end_light_notes_due(by=Actor.system("housekeeping")) == 0


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_day_that_is_over_or_too_far_is_refused_and_the_words_stay(world, days):
    Account.objects.update(language="en")
    day = timezone.localdate() + dt.timedelta(days=days)
    answer = world.vera.sign_in().post(
        "/notes/new/", {"who": "M. I.", "text": "Izostaje.", "review_on": day.isoformat()}
    )
    assert answer.status_code == 422
    assert "Izostaje." in answer.content.decode()
    assert not LightNote.objects.exists()


def test_the_pages_write_renew_and_end_a_note(world):
    Account.objects.update(language="en")
    vera = world.vera.sign_in()
    token = re.search(r'name="token" value="([^"]+)"', get(vera, "/notes/new/"))[1]
    day = (timezone.localdate() + SOON).isoformat()
    data = {"token": token, "who": "M. I.", "text": "Izostaje.", "review_on": day}
    for _ in range(2):
        assert vera.post("/notes/new/", data).status_code == 302
    note = LightNote.objects.get()
    later = (timezone.localdate() + 2 * SOON).isoformat()
    assert vera.post(f"/notes/{note.pk}/renew/", {"review_on": later}).status_code == 302
    assert world.hana.sign_in().post(f"/notes/{note.pk}/end/").status_code == 404
    assert vera.post(f"/notes/{note.pk}/end/").status_code == 302
    assert not LightNote.objects.exists()


def test_who_leads_files_finds_their_notes_beside_them_and_on_the_desk(world, note):
    vera = world.vera.sign_in()
    for page in ("/cases/", "/cases/mine/"):
        assert 'href="/notes/"' in get(vera, page)
    written = timezone.localtime(note.written_at)
    assert f"note of {written.day}. {written.month}. {written.year}." in get(vera, "/tasks/")
    with moved(SOON):
        assert "note of" in get(vera, "/desk/")


def test_only_people_who_lead_files_keep_such_notes(world):
    with pytest.raises(Denied):
        write_light_note(
            who="", text="x", review_on=timezone.localdate() + SOON, by=world.ana.actor
        )
    assert world.ana.sign_in().get("/notes/").status_code == 403
