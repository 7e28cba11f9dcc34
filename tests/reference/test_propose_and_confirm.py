"""Lists are edited by two persons; an answer keeps the words that were there when it was given."""

import datetime as dt
import uuid

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.reference.actions import (
    confirm,
    load_reference,
    propose_code,
    propose_end,
    propose_legal_basis,
    propose_legal_end,
    propose_signs,
    propose_words,
    refuse,
    withdraw,
)
from spona.reference.actions.legal import says_of
from spona.reference.differences import differences
from spona.reference.models import Code, Indicator, IndicatorList, LegalBasis, Proposal
from spona.reference.own_data import DATA
from spona.reference.queries import code_lists, forged, indicator_list_for, legal_bases_for

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 25)


def leader(role="coordinator"):
    network = uuid.uuid4()
    return Actor(
        person_id=uuid.uuid4(), display_name="Мирјана Илић",
        network_roles=frozenset({(network, role)}), networks=frozenset({network}),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _loaded():
    load_reference(by=Actor.system("import"), on=DAY)


@pytest.fixture
def mirjana():
    return leader()


@pytest.fixture
def zoran():
    return leader("deputy_coordinator")


@pytest.fixture
def hungarian():
    return Code.objects.get(list="language", code="hu")


def reword(code, by, sr="Мађарски језик", **more):
    says = {"source": "предлог мреже", "certainty": "confirmed_in_source", "same_meaning": True}
    return propose_words(code, words={"sr": sr, "en": ""}, by=by, **says | more)


def test_a_proposal_changes_nothing_and_a_second_person_makes_the_next_version(
    hungarian, mirjana, zoran
):
    asked = reword(hungarian, mirjana)
    assert Code.objects.filter(list="language", code="hu").count() == 1
    done = confirm(asked, by=zoran)
    old, new = Code.objects.filter(list="language", code="hu").order_by("version")
    assert (old.words["sr"], new.words["sr"]) == (hungarian.words["sr"], "Мађарски језик")
    assert old.valid_to == new.valid_from
    assert done.made == new.pk
    assert new.search_key
    assert "hu" in {row.code for one in code_lists(new.valid_from) for row in one.codes}


def test_who_proposed_does_not_confirm_nor_refuse(hungarian, mirjana):
    asked = reword(hungarian, mirjana)
    with pytest.raises(Denied, match="Another person"):
        confirm(asked, by=mirjana)
    with pytest.raises(Denied, match="Another person"):
        refuse(asked, reason="x", by=mirjana)
    assert Code.objects.filter(list="language", code="hu").count() == 1


def test_the_database_too_refuses_one_person_twice(hungarian, mirjana):
    from django.db import IntegrityError, transaction

    asked = reword(hungarian, mirjana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=asked.pk).update(state="confirmed", decided_by=mirjana.person_id)


@pytest.mark.parametrize("role", ["analyst", "reporter"])
def test_who_has_no_part_in_it_neither_proposes_nor_confirms(hungarian, mirjana, role):
    other = leader(role)
    with pytest.raises(Denied):
        reword(hungarian, other)
    with pytest.raises(Denied):
        confirm(reword(hungarian, mirjana), by=other)


def test_no_job_of_the_server_edits_lists(hungarian, mirjana):
    with pytest.raises(Denied):
        reword(hungarian, Actor.system("import"))
    with pytest.raises(Denied):
        confirm(reword(hungarian, mirjana), by=Actor.system("import"))


def test_another_meaning_is_another_code(hungarian, mirjana):
    with pytest.raises(Denied, match="Tick that it means the same"):
        reword(hungarian, mirjana, same_meaning=False)
    with pytest.raises(Denied, match="used before"):
        propose_code("language", code="hu", words={"sr": "Нешто друго"}, source="x",
                     certainty="draft", by=mirjana)  # fmt: skip


def test_a_code_that_has_ended_cannot_come_back_with_another_meaning(hungarian, mirjana, zoran):
    confirm(propose_end(hungarian, ends_on=DAY, why="не користи се", by=mirjana), by=zoran)
    assert not Code.objects.of("language", dt.date(2030, 1, 1)).filter(code="hu").exists()
    assert Code.objects.get(pk=hungarian.pk).words == hungarian.words
    with pytest.raises(Denied, match="used before"):
        propose_code("language", code="hu", words={"sr": "Друго"}, source="x",
                     certainty="draft", by=mirjana)  # fmt: skip


def test_what_the_program_works_with_cannot_end(mirjana):
    for list_name, code in (("urgency", "urgent"), ("age_group", "child"), ("sector", "centre")):
        row = Code.objects.get(list=list_name, code=code)
        with pytest.raises(Denied, match="Spona itself"):
            propose_end(row, ends_on=DAY, why="x", by=mirjana)


def test_a_new_entry_stands_at_the_end_of_its_list(mirjana, zoran):
    asked = propose_code("language", code="qaa", words={"sr": "Измишљени", "en": "Invented"},
                         source="проба", certainty="draft", by=mirjana)  # fmt: skip
    confirm(asked, by=zoran)
    assert Code.objects.filter(list="language").order_by("order").last().code == "qaa"


def test_only_one_change_of_a_thing_waits(hungarian, mirjana, zoran):
    first = reword(hungarian, mirjana)
    with pytest.raises(Conflict, match="waits for a second person"):
        reword(hungarian, zoran, sr="Језик Мађара")
    withdraw(first, by=mirjana)
    reword(hungarian, zoran, sr="Језик Мађара")


def test_only_the_proposer_takes_it_back(hungarian, mirjana, zoran):
    asked = reword(hungarian, mirjana)
    with pytest.raises(Denied):
        withdraw(asked, by=zoran)


def test_a_refusal_says_why_and_stays_in_the_history(hungarian, mirjana, zoran):
    asked = reword(hungarian, mirjana)
    with pytest.raises(Denied, match="why"):
        refuse(asked, reason="  ", by=zoran)
    refuse(asked, reason="старе речи су јасније", by=zoran)
    kept = Proposal.objects.get(pk=asked.pk)
    assert (kept.state, kept.remark) == ("refused", "старе речи су јасније")
    with pytest.raises(Conflict):
        confirm(asked, by=zoran)


def test_two_clicks_of_the_second_person_are_one_version(hungarian, mirjana, zoran):
    asked = reword(hungarian, mirjana)
    confirm(asked, by=zoran)
    with pytest.raises(Conflict):
        confirm(asked, by=zoran)
    assert Code.objects.filter(list="language", code="hu").count() == 2


def test_the_log_tells_what_was_changed_but_not_the_words(hungarian, mirjana, zoran):
    confirm(reword(hungarian, mirjana), by=zoran)
    lines = Entry.objects.filter(name__in=("reference:proposed", "reference:confirmed"))
    assert [line.detail["subject"] for line in lines] == ["language/hu"] * 2
    assert "Мађарски" not in str(list(lines.values_list("detail", flat=True)))


def test_an_upgrade_does_not_take_back_what_two_people_decided(hungarian, mirjana, zoran, tmp_path):
    import json
    import shutil

    confirm(reword(hungarian, mirjana), by=zoran)
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    rows = json.loads((data / "codes.json").read_text(encoding="utf-8"))
    for row in rows:
        if (row["list"], row["code"]) == ("language", "hu"):
            row["version"], row["words"]["sr"] = 9, "Нешто из надоградње"
    (data / "codes.json").write_text(json.dumps(rows), encoding="utf-8")
    load_reference(data, by=Actor.system("import"), on=DAY)
    assert Code.objects.get(list="language", code="hu", valid_to=None).words["sr"] == (
        "Мађарски језик"
    )


# Legal bases


@pytest.fixture
def row():
    return LegalBasis.objects.get(key="report-to-centre")


def read_by_a_lawyer(row, **more):
    return says_of(row) | {
        "lawyer_confirmed": True, "lawyer": "адв. Ј. Ђ.", "lawyer_confirmed_on": "2026-11-20",
    } | more  # fmt: skip


def test_a_lawyers_confirmation_says_who_and_when(row, mirjana, zoran):
    with pytest.raises(Denied, match="which lawyer"):
        propose_legal_basis(row, says=read_by_a_lawyer(row, lawyer=" "), by=mirjana)
    confirm(propose_legal_basis(row, says=read_by_a_lawyer(row), by=mirjana), by=zoran)
    new = LegalBasis.objects.get(key=row.key, valid_to=None)
    assert (new.version, new.lawyer, new.lawyer_confirmed_on) == (
        row.version + 1, "адв. Ј. Ђ.", dt.date(2026, 11, 20),
    )  # fmt: skip
    assert not LegalBasis.objects.get(pk=row.pk).lawyer_confirmed


def test_an_old_confirmation_does_not_cover_new_words(row, mirjana, zoran):
    confirm(propose_legal_basis(row, says=read_by_a_lawyer(row), by=mirjana), by=zoran)
    new = LegalBasis.objects.get(key=row.key, valid_to=None)
    says = says_of(new) | {"article": "Закон о нечему, члан 5"}
    with pytest.raises(Denied, match="old text"):
        propose_legal_basis(new, says=says, by=mirjana)
    propose_legal_basis(new, says=says | {"lawyer_confirmed_on": "2026-11-25"}, by=mirjana)


def test_a_row_that_ends_is_offered_no_more(row, mirjana, zoran):
    asked = propose_legal_end(row, ends_on=DAY, why="нови закон", by=mirjana)
    assert differences(asked)[0].label == "The first day without it"
    confirm(asked, by=zoran)
    found = legal_bases_for(sender="school", recipient="centre", child_path=False,
                            on=dt.date(2030, 1, 1))  # fmt: skip
    assert row.key not in {one.key for one in found}


def test_a_writer_of_the_database_confirms_nothing_in_a_lawyers_name(row):
    LegalBasis.objects.filter(pk=row.pk).update(
        lawyer_confirmed=True, lawyer="нико", lawyer_confirmed_on=DAY
    )
    read = LegalBasis.objects.get(pk=row.pk)
    assert not read.lawyer_confirmed
    assert ("legalbasis", row.pk) in forged()


# Signs


SIGNS = [
    {"code": "sc-1", "group": {"sr": "Понашање"}, "words": {"sr": "Нагло одсуство"},
     "exploitation": "any", "age": "child", "source": "листа", "certainty": "confirmed_in_source"},
]  # fmt: skip


def bring(by, version="2024", signs=SIGNS):
    return propose_signs("school", version=version, words={"sr": "Школа"}, source="листа",
                         certainty="confirmed_in_source", signs=signs, by=by)  # fmt: skip


def test_an_official_list_becomes_the_next_version_and_the_old_one_stays(mirjana, zoran):
    before = indicator_list_for("school", DAY)
    confirm(bring(mirjana), by=zoran)
    now = indicator_list_for("school", dt.date(2030, 1, 1))
    assert (now.version, now.indicators.get().code) == ("2024", "sc-1")
    assert before.indicators.count() == Indicator.objects.filter(list=before).count() > 0
    assert IndicatorList.objects.get(pk=before.pk).valid_to is not None
    load_reference(by=Actor.system("import"), on=dt.date(2030, 1, 1))
    assert indicator_list_for("school", dt.date(2030, 2, 1)).version == "2024"


def test_a_version_is_never_written_over_and_ours_is_not_imitated(mirjana, zoran):
    confirm(bring(mirjana), by=zoran)
    with pytest.raises(Denied, match="already a version"):
        bring(mirjana)
    with pytest.raises(Denied, match="working-"):
        bring(mirjana, version="working-9")
    with pytest.raises(Denied, match="no signs"):
        bring(mirjana, version="2025", signs=[])


def test_the_second_person_sees_what_comes_and_what_goes(mirjana):
    lines = differences(bring(mirjana))
    assert lines[0].after == "2024"
    assert any(line.after == "Nagalo" or line.label == "Sign sc-1" for line in lines)
    assert (
        sum(line.after == "" for line in lines)
        == indicator_list_for("school", DAY).indicators.count()
    )


# What a writer of the database tries


def test_words_that_somebody_else_wrote_are_not_shown(hungarian):
    Code.objects.filter(pk=hungarian.pk).update(words={"sr": "Пишите на моју адресу"})
    assert str(Code.objects.get(pk=hungarian.pk).words) == "hu"
    assert forged() == [("code", hungarian.pk)]


def test_a_proposal_altered_in_the_database_is_confirmed_by_nobody(hungarian, mirjana, zoran):
    asked = reword(hungarian, mirjana)
    Proposal.objects.filter(pk=asked.pk).update(
        change=asked.change | {"words": {"sr": "Нешто треће"}}
    )
    with pytest.raises(Denied, match="not as Spona left it"):
        confirm(asked, by=zoran)
    assert Code.objects.filter(list="language", code="hu").count() == 1


def test_a_confirmed_version_that_was_taken_away_is_missed(hungarian, mirjana, zoran):
    done = confirm(reword(hungarian, mirjana), by=zoran)
    assert forged() == []
    Code.objects.filter(pk=done.made).delete()
    assert forged() == [("proposal", done.pk)]
