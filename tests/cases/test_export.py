"""All files of an institution in one sealed archive: opened by `age`, read by poppler, and complete or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tracemalloc
import zipfile
from dataclasses import replace

import pyrage
import pytest
from django.urls import reverse
from django.utils import timezone

from spona.access.denied import Denied, StepUpNeeded
from spona.audit.models import Entry
from spona.cases.case.actions import attach_file, write_section
from spona.cases.casefile.actions import exclude
from spona.cases.casefile.file_log import file_happened
from spona.cases.export.actions import ExportStopped, export_files
from spona.cases.export.queries import earlier_exports
from spona.cases.team.actions import assign_file
from spona.directory import actions as directory
from spona.identity.models import Account, Session
from spona.notifications.models import Notice
from spona.vault.actions import ask_to_erase, erase_revision, seal_upload
from spona.vault.files import path_of
from spona.vault.models import Section, SectionRevision
from spona.vault.reasons import CHOSEN
from spona.vault.slots import slot_of
from tests.cases.flow import fields, get
from tests.cases.moving import by_agreement, file_of, referred
from tests.cases.retention import destroyed

PASSPHRASE = "tri plava bicikla voze nizbrdo"
NAME = "Mila Izmišljena"
PATH = "/cases/institution/take-out/"


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    return file_of(world)


def proved(person):
    """This person's actor and keys, the second factor shown just now."""
    return {"by": replace(person.actor, stepped_up_at=timezone.now()), "keys": person.keys}


def pieces(person, **more):
    asked = {"purpose": "leaving", "passphrase": PASSPHRASE, "language": "en"} | more
    return export_files(**asked, **proved(person))


def opened(sealed):
    """Path → content, as a ZIP program shows it after `age -d`."""
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(sealed, PASSPHRASE))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def taken(person, **more):
    return opened(b"".join(pieces(person, **more)))


def manifest(files):
    return json.loads(files["manifest.json"])


def signed_in(person):
    browser = person.sign_in()
    Session.objects.filter(account=person.account).update(stepped_up_at=timezone.now())
    return browser


def wrote(world, case, text, name="health"):
    section = Section.objects.named(case.box_id, name).get()
    write_section(case, name, {"notes": text}, revision=section.revision, **world.bea.can)


def text(pdf):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_the_age_format_opens_and_all_hashes_are_as_listed(world, case):
    other = file_of(world)
    files = taken(world.bea)
    listed = manifest(files)
    assert [one["reference"] for one in listed["files"]] == sorted(
        (case.reference, other.reference), key=[case.reference, other.reference].index
    )
    assert listed["counted"] == 2
    parts = [part for one in listed["files"] for part in one["parts"]]
    assert {one["path"] for one in parts} | {"manifest.json"} == set(files)
    for one in parts:
        content = files[one["path"]]
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert list(files)[-1] == "manifest.json"
    paper = text(files[f"{case.reference}/{case.reference}.pdf"])
    assert NAME in paper
    assert case.reference in paper


def test_the_command_age_itself_opens_it(world, case, tmp_path):
    """It asks for the passphrase on a terminal, which `script` stands in for."""
    (tmp_path / "a.age").write_bytes(b"".join(pieces(world.bea)))
    subprocess.run(
        ["script", "-qec", f"age -d -o {tmp_path}/a.zip {tmp_path}/a.age", "/dev/null"],
        input=PASSPHRASE.encode() + b"\n", capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert f"{case.reference}/{case.reference}.json" in archive.namelist()


def test_each_section_is_there_as_it_stands_and_as_it_was(world, case):
    for said in ("Prvi pregled.", "Drugi pregled."):
        wrote(world, case, said)
    found = json.loads(taken(world.bea)[f"{case.reference}/{case.reference}.json"])
    health = found["sections"]["health"]
    assert health["text"]["notes"] == "Drugi pregled."
    assert health["earlier"][-1]["text"]["notes"] == "Prvi pregled."
    assert [one["revision"] for one in health["earlier"]] == list(range(1, health["revision"]))
    assert {"name", "account", "notes", "count"} <= found["sections"].keys()
    assert found["opened_at"].endswith("+00:00")


def test_an_erased_text_says_so_and_is_empty(world, case):
    wrote(world, case, "Ovo je zabuna.")
    wrote(world, case, "Drugi pregled.")
    rows = SectionRevision.objects.filter(section__slot=slot_of(case.box_id, "health"))
    row = rows.order_by("revision").last()
    ask_to_erase(row.section, row.revision, by=world.bea.actor)
    erase_revision(row.section, row.revision, by=world.boris.actor)
    files = taken(world.bea)
    found = json.loads(files[f"{case.reference}/{case.reference}.json"])
    erased = found["sections"]["health"]["earlier"][row.revision - 1]
    assert (erased["state"], erased["text"]) == ("erased", None)
    assert b"Ovo je zabuna." not in b"".join(files.values())


def test_what_was_sent_goes_along_with_its_words(world, case):
    row = referred(world, case, by_agreement(world, case, world.health))
    found = json.loads(taken(world.bea)[f"{case.reference}/{case.reference}.json"])
    (sent,) = found["referrals"]
    assert sent["reference"] == row.reference
    assert {"cover", "body"} <= {one["name"] for one in sent["sections"]}


def test_what_is_attached_goes_along_and_its_key_does_not(world, case):
    stored = seal_upload([b"%PDF-1.7 sken"], name="nalaz.PDF", content_type="application/pdf")
    attach_file(case, stored, text="Nalaz lekara", kind="document", by=world.bea.actor)
    files = taken(world.bea)
    assert files[f"{case.reference}/files/{stored.id}.pdf"] == b"%PDF-1.7 sken"
    told = files[f"{case.reference}/{case.reference}.json"].decode()
    assert "nalaz.PDF" in told
    assert stored.key.hex() not in told
    assert stored.stored_name not in told


def test_an_attached_file_that_is_spoilt_is_named_and_the_rest_is_whole(world, case):
    stored = seal_upload([b"%PDF-1.7 sken"], name="nalaz.pdf", content_type="application/pdf")
    attach_file(case, stored, text="Nalaz", kind="document", by=world.bea.actor)
    path_of(stored.stored_name).write_bytes(b"x")
    files = taken(world.bea)
    (listed,) = manifest(files)["files"]
    assert listed["lacking"] == [{"part": f"attached file {stored.id}", "why": "altered or gone"}]
    assert f"{case.reference}/{case.reference}.pdf" in files


def test_a_section_that_was_altered_is_named(world, case):
    row = Section.objects.named(case.box_id, "health").get()
    Section.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"\0")
    (listed,) = manifest(taken(world.bea))["files"]
    assert {"part": "health", "why": "not opened"} in listed["lacking"]


def test_what_colleagues_lead_is_in_it_and_they_hear_of_it_once(world, case):
    wrote(world, case, "Samo za Veru.")
    second = file_of(world)
    for one in (case, second):
        assign_file(one, member=world.vera.member, sections=["name", "health"], **world.bea.can)
    Notice.objects.all().delete()
    files = taken(world.bea)
    assert "Samo za Veru." in files[f"{case.reference}/{case.reference}.json"].decode()
    told = Notice.objects.filter(kind="taken_out")
    accounts = {world.boris.account.pk, world.vera.account.pk}
    assert sorted(told.values_list("account_id", flat=True)) == sorted(accounts)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"taken_out"}
    assert {one.reference for one in told} == {""}


def test_who_is_excluded_gets_nothing_of_that_file_and_no_word_that_it_is_there(world, case):
    other = file_of(world)
    exclude(other, member=world.bea.member, **world.boris.can)
    sealed = taken(world.bea)
    assert [one["reference"] for one in manifest(sealed)["files"]] == [case.reference]
    assert manifest(sealed)["counted"] == 1
    assert other.reference.encode() not in b"".join(sealed.values())
    both = manifest(taken(world.boris))
    assert {one["reference"] for one in both["files"]} == {case.reference, other.reference}


def test_who_is_excluded_on_the_way_gets_no_more_of_it(world, case):
    other = file_of(world)
    leaving = pieces(world.bea)
    first = [next(leaving)]
    exclude(other, member=world.bea.member, **world.boris.can)
    files = opened(b"".join([*first, *leaving]))
    assert not any(other.reference in path for path in files)
    assert other.reference not in files["manifest.json"].decode()
    assert manifest(files)["counted"] == 1
    told = Entry.objects.filter(name__startswith="export:").values_list("detail", flat=True)
    assert all(detail.keys() <= {"purpose"} for detail in told)


def test_whose_mandate_ends_on_the_way_gets_an_archive_that_does_not_open(world, case):
    file_of(world)
    leaving = pieces(world.bea)
    got = [next(leaving)]
    directory.end_member(world.bea.member, by=world.boris.actor)
    with pytest.raises(ExportStopped):
        got.extend(leaving)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(b"".join(got), PASSPHRASE)
    assert [one.complete for one in earlier_exports(world.csw.pk)] == [False]


def test_who_changes_everything_after_a_theft_stops_it_too(world, case):
    file_of(world)
    leaving = pieces(world.bea)
    got = [next(leaving)]
    Account.objects.filter(pk=world.bea.account.pk).update(public_key=b"\1" * 32)
    with pytest.raises(ExportStopped):
        got.extend(leaving)


def test_a_destroyed_file_is_listed_by_its_days_only(world, case):
    gone = destroyed(world, case)
    kept = file_of(world)
    listed = manifest(taken(world.bea))
    assert [one["reference"] for one in listed["destroyed"]] == [gone.reference]
    assert [one["reference"] for one in listed["files"]] == [kept.reference]


def test_what_is_read_stands_in_the_log_of_each_file(world, case):
    before = Entry.objects.count()
    b"".join(pieces(world.bea))
    rows = list(Entry.objects.order_by("seq").filter(lane=world.csw.pk))[-5:]
    names = [one.name for one in rows]
    assert names.index("export:begun") < names.index("section:read_many")
    assert names[-2:] == ["case:exported", "export:finished"]
    assert Entry.objects.count() > before
    told = [one.sentence for one in file_happened(case, [], reader=world.boris.actor)]
    assert any(
        "took out the files of the institution: The institution leaves" in one for one in told
    )
    assert PASSPHRASE not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_for_the_archive_nobody_is_said_to_have_asked(world, case):
    assign_file(case, member=world.vera.member, sections=["name", "health"], **world.bea.can)
    b"".join(pieces(world.bea, purpose="archive"))
    reasons = {one.detail.get("reason") for one in Entry.objects.filter(name="section:read_many")}
    assert reasons - {"", None} == {"archive"}
    # It is no reason that somebody could give for opening one file.
    assert "archive" not in CHOSEN
    page = world.bea.sign_in().get(f"/cases/{case.reference}/whole/").content.decode()
    assert 'name="reason" value="archive"' not in page


def test_only_a_holder_with_a_fresh_second_factor_takes_out(world, case):
    asked = {"purpose": "leaving", "passphrase": PASSPHRASE, "language": "en"}
    with pytest.raises(StepUpNeeded):
        export_files(**asked, **world.bea.can)
    with pytest.raises(Denied, match="Only an intake officer"):
        pieces(world.vera)
    with pytest.raises(Denied, match="no file"):
        pieces(world.hana)
    assert not Entry.objects.filter(name="export:begun").exists()


def test_the_page_counts_first_and_says_what_became_of_each(world, case):
    browser = signed_in(world.bea)
    assert "1 file that you can open" in get(browser, PATH)
    answer = browser.post(
        PATH + "archive/", {"purpose": "archive", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    )
    stream = iter(answer.streaming_content)
    got = next(stream)
    assert "this archive counts for nothing" in get(browser, PATH)
    got += b"".join(stream)
    assert manifest(opened(got))["purpose"] == "archive"
    page = get(browser, PATH)
    assert "Handed over to its end" in page
    assert "this archive counts for nothing" not in page
    assert answer["Cache-Control"] == "no-store"
    assert "spona-" in answer["Content-Disposition"]
    assert case.reference not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("typed", "again", "sentence"),
    [
        ("kratko", "kratko", "Use at least 20 characters"),
        ("три плава бицикла возе низбрдо", "", "Latin letters without marks"),
        (PASSPHRASE + " ", PASSPHRASE + " ", "no space at the beginning"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaa", "too easy to guess"),
        (PASSPHRASE, PASSPHRASE + "a", "not the same"),
        ("", "", "Type a passphrase."),
    ],
)
def test_a_bad_passphrase_is_said_beside_its_field_and_nothing_is_opened(
    world, case, typed, again, sentence
):
    browser = signed_in(world.bea)
    before = Entry.objects.filter(lane=world.csw.pk).count()
    answer = browser.post(
        PATH + "archive/", {"purpose": "leaving", "passphrase": typed, "again": again}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "checked" in page
    assert typed == "" or typed not in page
    assert Entry.objects.filter(lane=world.csw.pk).count() == before


def test_a_slip_of_the_passphrase_costs_nothing_of_the_share(world, case):
    browser = signed_in(world.bea)
    for _slip in range(4):
        answer = browser.post(PATH + "archive/", {"purpose": "archive", "passphrase": "kratko"})
        assert answer.status_code == 422
    typed = {"purpose": "archive", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    for _archive in range(3):
        assert browser.post(PATH + "archive/", typed).status_code == 200
    assert browser.post(PATH + "archive/", typed).status_code == 429


def test_where_there_is_no_file_the_page_says_so(world):
    page = get(signed_in(world.hana), PATH)
    assert "There is no file that you could take out." in page
    assert fields(page) == {}


def test_the_page_is_found_from_the_files_of_the_institution(world, case):
    assert PATH in get(signed_in(world.bea), reverse("cases:institution"))
    assert PATH in get(signed_in(world.bea), reverse("dashboard:institution"))


def test_memory_does_not_grow_with_the_number_of_files(world, case):
    stored = seal_upload([b"x" * 100_000] * 20, name="veliko.bin", content_type="application/x")
    attach_file(case, stored, text="Veliko", kind="document", by=world.bea.actor)

    def peak():
        leaving = pieces(world.bea)
        next(leaving)
        tracemalloc.start()
        for _piece in leaving:
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak()
    one = peak()
    for _each in range(8):
        file_of(world)
    assert peak() < one + 1_000_000
