"""Attacks on taking out all files: easy passphrases, rights that end late, who is not told."""

from __future__ import annotations

import os

import pytest

from spona.cases.case.actions import attach_file
from spona.cases.case.models import Case
from spona.cases.casefile.actions import exclude, open_another_case
from spona.cases.export.actions import ExportStopped
from spona.cases.export.forms import ExportForm
from spona.cases.export.queries import earlier_exports
from spona.cases.referrals.actions import assign
from spona.directory import actions as directory
from spona.notifications.models import Notice
from spona.vault.actions import seal_upload
from spona.vault.models import ASSIGNED, Grant
from tests.cases.moving import file_of
from tests.cases.test_export import pieces, taken

EASY = (
    "12345678901234567890",
    "passwordpasswordpassword",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiop qwertzuiop",
    "Spona2026Spona2026Spona2026",
    "aaaabbbbccccddddeeeeffff",
)
GOOD = (
    "tri plava bicikla voze nizbrdo",
    "correct horse battery staple",
    "sedam kola soli i jedan sat",
    "kX9-vmQ2_pTz7.Lw4#Rb",
    "ucenik pere veliki zuti tanjir",
)


@pytest.fixture(autouse=True)
def files(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"


def fault(typed):
    form = ExportForm({"purpose": "leaving", "passphrase": typed, "again": typed})
    return form.errors.get("passphrase")


@pytest.mark.parametrize("typed", EASY)
def test_what_repeats_itself_or_lies_side_by_side_on_the_keys_is_no_passphrase(world, typed):
    assert fault(typed)


@pytest.mark.parametrize("typed", GOOD)
def test_words_are_taken(world, typed):
    assert not fault(typed)


def test_whose_mandate_ends_while_the_last_file_leaves_gets_no_whole_archive(world):
    case = file_of(world)
    # Random, so that it takes many pieces: a small archive leaves in one.
    stored = seal_upload([os.urandom(100_000)] * 5, name="v.bin", content_type="application/x")
    attach_file(case, stored, text="Veliko", kind="document", by=world.bea.actor)
    leaving = pieces(world.bea)
    for _n in range(3):
        next(leaving)
    directory.end_member(world.bea.member, by=world.boris.actor)
    with pytest.raises(ExportStopped):
        b"".join(leaving)
    assert [one.complete for one in earlier_exports(world.csw.pk)] == [False]


def test_who_works_on_what_came_with_a_file_hears_of_it_too(world, accepted):
    """They lead no file: the packet is theirs by name."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    case = accepted.to_case
    Grant.objects.filter(section__box=case.box_id, basis=ASSIGNED).delete()
    theirs = Grant.objects.filter(
        section__box=accepted.packet_id, to_id=world.vera.account.pk, basis=ASSIGNED
    )
    assert theirs.exists()
    Notice.objects.all().delete()
    b"".join(pieces(world.bea))
    told = Notice.objects.filter(kind="taken_out").values_list("account_id", flat=True)
    assert world.vera.account.pk in told


def test_who_was_locked_out_of_one_of_two_files_of_a_report_finds_no_word_of_it(world, accepted):
    first = accepted.to_case
    said = {"name": "Druga Osoba", "age": "child", "safe": "no", "how_to_reach": ""}
    other = open_another_case(accepted, said, **world.boris.can)
    assert other.reference in told_of(first, world.bea)
    exclude(other, member=world.bea.member, **world.boris.can)
    assert first in Case.objects.visible_to(world.bea.actor)
    found = told_of(first, world.bea)
    for word in (str(other.pk), other.pk.hex, other.reference, "linked"):
        assert word not in found, word
    assert other.reference in told_of(first, world.boris)


def told_of(case, person):
    return taken(person)[f"{case.reference}/{case.reference}.json"].decode()
