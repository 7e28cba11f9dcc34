"""Nothing goes out that was not on the page from which it was sent."""

import pytest

from spona.cases.models import Draft, Referral
from spona.cases.referrals.actions import propose_forward, refuse_forward
from spona.cases.referrals.moves import Kind
from spona.directory.models import Institution
from spona.identity.models import Account
from spona.vault.actions import open_section, save_section
from spona.vault.models import Section
from tests.cases.flow import PARTS, PERSON, fields, sent, submit, written
from tests.cases.flow import get as read
from tests.cases.moving import agreement, asking, connect, file_of, opened_by, referred, shelter
from tests.cases.offline_partners.test_pages import typed
from tests.cases.refer_pages import get, hidden, post, with_pages

__all__ = ["with_pages"]

TOLD = "Nothing was sent."
QUESTION = Kind.QUESTION


@pytest.fixture(autouse=True)
def english(world):
    Account.objects.update(language="en")


@pytest.fixture
def ana(world):
    return world.ana.sign_in()


def shown(browser, draft) -> dict:
    """The ticks of the page, and its hidden fields."""
    submit(browser, f"{draft}preview/", {"parts": PARTS, "show": "1"})
    return fields(read(browser, f"{draft}preview/")) | {"parts": PARTS}


# A report --------------------------------------------------------------------------------


def test_a_draft_changed_in_a_tab_that_looks_the_same_is_not_sent(world, ana):
    """A copy of a tab carries the same mark as the first one, so the revision tells nothing."""
    draft = written(ana, world)
    page = shown(ana, draft)
    copy = {"tab": page["tab"], "revision": page["revision"]}
    submit(ana, f"{draft}person/", PERSON | {"name": "Sasvim Druga", "asked": "Nešto drugo"} | copy)
    page["revision"] = fields(read(ana, f"{draft}preview/"))["revision"]
    answer = ana.post(f"{draft}send/", page | {"person_knows": "on"})
    assert answer.status_code == 409
    again = answer.content.decode()
    assert TOLD in again
    assert "Nešto drugo" in again
    assert not Referral.objects.exists()
    assert Draft.objects.count() == 1
    # What was ticked on the page is kept, and what is shown now goes.
    assert 'name="person_knows"' in again
    assert "checked" in again.split('name="person_knows"')[1].split(">")[0]
    sent = ana.post(f"{draft}send/", fields(again) | {"parts": PARTS, "person_knows": "on"})
    assert sent.status_code == 302
    assert Referral.objects.get().state == "sent"


def test_a_part_that_was_not_shown_is_shown_before_it_goes(world, ana):
    draft = written(ana, world)
    submit(ana, f"{draft}preview/", {"parts": ["signs"], "show": "1"})
    page = fields(read(ana, f"{draft}preview/"))
    answer = ana.post(f"{draft}send/", page | {"parts": PARTS})
    assert answer.status_code == 409
    packet = answer.content.decode().split('class="packet"')[1]
    assert PERSON["name"] in packet
    assert not Referral.objects.exists()


def test_a_recipient_that_changed_its_sector_is_shown_again(world, ana):
    """Its ground is another one now, which the writer has not read."""
    draft = written(ana, world)
    page = shown(ana, draft)
    row = Institution.objects.get(pk=world.csw.pk)
    row.words = {**row.words, "sr": "Сасвим друга установа"}
    row.save()
    world.ana.member.position = "psiholog"
    world.ana.member.save()
    assert ana.post(f"{draft}send/", page).status_code == 409
    assert not Referral.objects.exists()


@pytest.mark.parametrize("seen", ["", "00", "ж" * 40, None])
def test_without_the_mark_of_a_preview_nothing_goes(world, ana, seen):
    draft = written(ana, world)
    page = shown(ana, draft) | {"seen": seen}
    if seen is None:
        del page["seen"]
    assert ana.post(f"{draft}send/", page).status_code == 409
    assert not Referral.objects.exists()


def test_the_mark_of_one_draft_is_none_of_another(world, ana):
    first, second = written(ana, world), written(ana, world)
    page = shown(ana, second) | {"seen": shown(ana, first)["seen"]}
    assert ana.post(f"{second}send/", page).status_code == 409


def test_on_paper_it_is_the_same(world, ana):
    draft = written(ana, world, recipient=world.police)
    shown(ana, draft)
    page = fields(read(ana, f"{draft}paper/"))
    submit(ana, f"{draft}person/", PERSON | {"asked": "Nešto drugo"})
    answer = ana.post(f"{draft}paper/", page | typed(who="Dežurna Iskra"))
    assert answer.status_code == 409
    assert TOLD in answer.content.decode()
    assert "Dežurna Iskra" in answer.content.decode()
    assert not Referral.objects.exists()


# From a file -----------------------------------------------------------------------------


@pytest.fixture
def case(world):
    return file_of(world)


def previewed(world, case, home, browser, ground):
    given = {
        "network": str(world.vranje.pk), "institution": str(home.pk), "asked": "Smeštaj za noć",
        "urgency": "regular", "parts": ["who", "account"], "ticked_for": str(home.pk),
        "ground": ground,
    }  # fmt: skip
    page = post(browser, f"/cases/{case.reference}/refer/", given | {"show": "1"}, 200)
    return given | hidden(page.content.decode()) | {"send": "1"}


def test_what_a_colleague_writes_meanwhile_does_not_go_unseen(world, case):
    home = shelter(world)
    Account.objects.update(language="en")
    row = agreement(world, case, home)
    bea = world.bea.sign_in()
    given = previewed(world, case, home, bea, f"agreement:{row.pk}")
    section = Section.objects.named(case.box_id, "account").get()
    text = open_section(section, **world.boris.can) | {"own_words": "Ovo nije za druge."}
    save_section(section, text, revision=section.revision, **world.boris.can)
    path = f"/cases/{case.reference}/refer/"
    page = post(bea, path, given, 409).content.decode()
    assert TOLD in page
    assert "Ovo nije za druge." in page
    assert given["asked"] in page
    assert not Referral.objects.exists()
    post(bea, path, given | hidden(page), 302)
    assert Referral.objects.get().state == "sent"


def test_the_mark_is_of_one_person_and_one_file(world, case):
    home = shelter(world)
    row = agreement(world, case, home)
    given = previewed(world, case, home, world.bea.sign_in(), f"agreement:{row.pk}")
    post(world.boris.sign_in(), f"/cases/{case.reference}/refer/", given, 409)
    assert not Referral.objects.exists()


# Passing on ------------------------------------------------------------------------------


def test_another_proposal_is_not_confirmed_by_an_older_page(world, case):
    """A question needs no ground, so nothing else would tell the two recipients apart."""
    home = shelter(world)
    connect(world, world.police, "petra")
    Account.objects.update(language="en")
    row = opened_by(referred(world, case, asking(world, world.health), kind=QUESTION), world.hana)
    there = {"network": world.vranje, "reason": "matter", **world.hana.can}
    propose_forward(row, to=home, **there)
    bea, path = world.bea.sign_in(), f"/r/{row.reference}/forwarding/"
    older = hidden(get(bea, path))
    refuse_forward(row, by=world.boris.actor)
    propose_forward(row, to=world.police, **there)
    again = post(bea, path, older, 409).content.decode()
    assert TOLD in again
    assert Referral.objects.get(pk=row.pk).state == "awaiting_competent"
    post(bea, path, hidden(again), 302)
    assert Referral.objects.get(forwarded_from=row).recipient_institution == world.police


def test_a_report_is_passed_on_to_whom_the_page_named(world):
    school = shelter(world)
    Account.objects.update(language="en")
    row = Referral.objects.get(reference=sent(world.ana.sign_in(), world).split("/")[2])
    bea, path = world.bea.sign_in(), f"/r/{row.reference}/not-ours/"
    post(bea, f"/r/{row.reference}/open/", {}, 302)
    post(bea, path, {"open": "1", "reason": "matter"}, 302)
    to = {"network": str(world.vranje.pk), "institution": str(world.health.pk), "reason": "matter"}
    page = hidden(post(bea, path, to | {"show": "1"}, 200).content.decode())
    other = to | {"institution": str(school.pk), "send": "1"}
    answer = post(bea, path, page | other, 409).content.decode()
    assert TOLD in answer
    assert not Referral.objects.filter(forwarded_from=row).exists()
    post(bea, path, page | to | {"send": "1"}, 302)
    assert Referral.objects.get(forwarded_from=row).recipient_institution == world.health
