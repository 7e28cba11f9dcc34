"""Every field of the list is asked, kept, sent, printed and counted as the list says: each is typed
into a form and then looked for wherever it has to be, and nowhere else.
"""

import re
from dataclasses import replace

import pytest
from django.test import Client

from spona.cases.case.sections import EDITED
from spona.cases.fields.case_field import CaseField, Kind, Question
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.codes import word
from spona.cases.fields.form_fields import asked_fields
from spona.identity.models import Account
from spona.statistics.codes import FACTS
from tests.cases.flow import begin, get, submit, whole_file, written
from tests.cases.moving import agreement, file_of, shelter
from tests.cases.offline_partners.test_packet_on_paper import flat, opened

# Typed into a report, these stay with whoever wrote it.
NEVER_GOES = {"notes"}
# The file keeps how certain a reporter was; a referral is written by somebody else.
STAYS_IN_THE_FILE = {"certainty"}
PARTS = (
    "who", "reach", "papers", "people", "account", "signs", "assessment",
    "health", "legal", "plan",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


def answer(field: CaseField) -> str | list[str]:
    """What is typed or chosen; of a choice the last code, which no form has at first."""
    if field.kind == Kind.ONE:
        return {"age": "child", "safe": "no", "urgency": "urgent"}.get(
            field.name, list(field.codes)[-1]
        )
    if field.kind == Kind.MANY:
        return [next(iter(field.codes))]
    return f"podmetnuto-{field.section}-{field.name}".replace("_", "-")


def shown_as(field: CaseField) -> str:
    given = answer(field)
    if isinstance(given, list):
        return word(field.codes, given[0])
    return word(field.codes, given) if field.kind == Kind.ONE else given


def missing_in(text: str, fields: list[CaseField]) -> list[str]:
    """Names of the fields whose answer is not there; choices may be worded for their place."""
    said = flat(re.sub(r"<[^>]+>", " ", text)).casefold()
    typed = [one for one in fields if one.kind not in (Kind.ONE, Kind.MANY)]
    return [one.name for one in typed if shown_as(one).casefold() not in said]


def typed(fields: list[CaseField]) -> dict[str, str | list[str]]:
    return {one.name: answer(one) for one in fields}


def name_shown(browser: Client, path: str) -> str:
    return browser.post(f"{path}name/", headers={"X-Requested-With": "fetch"}).content.decode()


def test_each_field_of_a_report_is_previewed_read_filed_and_printed(world, tmp_path):
    asked = asked_fields("report")
    goes = [one for one in asked if one.name not in NEVER_GOES]
    stays = [one for one in asked if one.name in NEVER_GOES]
    assert {one.part for one in stays} == {"kept"}
    assert not [one for one in goes if one.part == "kept"]

    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    draft = written(ana, world, person=typed(asked))
    every = {"parts": ["signs", "account", "who", "reach"]}
    preview = get(ana, f"{draft}preview/")
    preview = ana.post(
        f"{draft}preview/",
        {**dict(re.findall(r'name="(revision|tab|token|seen)" value="([^"]*)"', preview)),
         **every, "show": "1"},
    ).content.decode()  # fmt: skip
    packet = preview.partition('class="packet"')[2]
    assert missing_in(packet, goes) == []
    assert missing_in(packet, stays) == [one.name for one in stays]

    answered = submit(ana, f"{draft}preview/", every, at=f"{draft}send/")
    path = answered["Location"]
    for step in ("open", "accept"):
        assert bea.post(f"{path}{step}/", {"message": ""}).status_code == 302
    page = get(bea, path)
    masked = [one for one in goes if one.name != "name"]
    assert missing_in(page, masked) == []
    assert name_shown(bea, path) == shown_as(next(one for one in goes if one.name == "name"))
    assert missing_in(page, stays) == [one.name for one in stays]

    paper = opened(bea.get(f"{path}report.pdf"), tmp_path)
    assert missing_in(paper, goes) == []
    assert missing_in(paper, stays) == [one.name for one in stays]

    file = get(bea, re.search(r"/cases/F-[0-9A-Z-]+/", page)[0])
    kept = [one for one in masked if one.section]
    assert missing_in(file, kept) == []
    assert missing_in(file, [one for one in goes if not one.section]) == [
        one.name for one in goes if not one.section and one.kind not in (Kind.ONE, Kind.MANY)
    ]


def test_each_field_of_a_file_is_written_read_and_sent_on(world, tmp_path):
    case = file_of(world)
    bea, path = world.bea.sign_in(), f"/cases/{case.reference}/"
    for section in EDITED:
        fields = asked_fields("file", section)
        assert fields, section
        page = get(bea, f"{path}edit/{section}/")
        revision = re.search(r'name="revision" value="(\d+)"', page)[1]
        said = bea.post(f"{path}edit/{section}/", {"revision": revision, **typed(fields)})
        assert said.status_code == 302, said.content.decode()

    asked = [one for section in EDITED for one in asked_fields("file", section)]
    page = whole_file(bea, path)
    assert missing_in(page, [one for one in asked if one.name != "name"]) == []
    choices = [one for one in asked if one.kind == Kind.ONE and one.name not in ("age", "safe")]
    text = flat(re.sub(r"<[^>]+>", " ", page))
    assert [one.name for one in choices if shown_as(one) not in text] == []
    assert name_shown(bea, path) == shown_as(next(one for one in asked if one.name == "name"))

    home = shelter(world)
    Account.objects.update(language="en")
    given = agreement(world, case, home, parts=PARTS)
    preview = bea.post(
        f"{path}refer/",
        {"network": str(world.vranje.pk), "institution": str(home.pk), "asked": "Procena",
         "urgency": "urgent", "ticked_for": str(home.pk), "show": "1",
         "ground": f"agreement:{given.pk}", "parts": [*PARTS]},
    ).content.decode()  # fmt: skip
    packet = preview.partition('class="packet"')[2]
    goes = [one for one in asked if one.name not in STAYS_IN_THE_FILE]
    assert missing_in(packet, goes) == []


def test_each_field_says_where_it_is_kept_and_no_two_of_a_place_have_one_name():
    places = [(one.section or one.part, one.name) for one in FIELDS]
    assert len(set(places)) == len(places)
    parts = [(one.part, one.name) for one in FIELDS if one.part != "section"]
    assert len(set(parts)) == len(parts)
    assert {one.counts_as for one in FIELDS if one.counts_as} <= set(FACTS)
    for one in FIELDS:
        assert bool(one.codes) == (one.kind in (Kind.ONE, Kind.MANY)), one.name
        assert not one.detail or one.detail in {
            other.name for other in FIELDS if other.section == one.section
        }


def test_each_question_is_drawn_also_one_that_no_group_names(world, monkeypatch):
    """A field added to the list, and to nothing else."""
    more = replace(
        next(one for one in FIELDS if one.name == "trusted"),
        name="added", asked_in={"report": Question(), "file": Question()},
    )  # fmt: skip
    added = [replace(more, name=f"added_{n}") for n in "cab"]
    monkeypatch.setattr("spona.cases.fields.form_fields.FIELDS", (*FIELDS, *added))
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    page = get(ana, f"{begin(ana)}person/")
    for one in (*asked_fields("report"), *added):
        assert f'name="{one.name}"' in page, one.name
    places = [page.index(f'name="{one.name}"') for one in added]
    assert places == sorted(places), "in the order of the list"
    case = file_of(world)
    for section in EDITED:
        page = get(bea, f"/cases/{case.reference}/edit/{section}/")
        for one in asked_fields("file", section):
            assert f'name="{one.name}"' in page, one.name
    assert 'name="added_c"' in get(bea, f"/cases/{case.reference}/edit/contact/")
