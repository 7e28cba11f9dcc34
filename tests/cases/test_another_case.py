"""Several persons in one report: a file of its own for one more of them."""

import pytest
from django.apps import apps
from django.db import models

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.casefile.actions import open_another_case
from spona.cases.casefile.actions.another_case import linked_cases
from spona.cases.consent.rests_on import RestsOn
from spona.cases.models import Agreement, Case
from spona.cases.referral_pages.compose import _sections
from spona.cases.referrals.actions import accept, assign, open_packet, send
from spona.cases.referrals.moves import Kind
from spona.cases.team.actions import assign_file
from spona.deadlines.models import Deadline
from spona.identity.models import Account
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.cases.flow import fields, get
from tests.cases.moving import text_of
from tests.cases.packets import PLANTED, packet

SAID = {"name": "Druga Osoba", "age": "child", "safe": "no", "how_to_reach": "Preko tetke."}


@pytest.fixture(autouse=True)
def english(world):
    Account.objects.update(language="en")


def another(row, person, **more):
    return open_another_case(row, SAID, **more, **person.can)


# A file of its own ------------------------------------------------------------------------------


def test_it_has_its_own_person_step_and_count_and_nothing_of_the_first(world, accepted):
    made = another(accepted, world.bea)
    assert made.pk != accepted.to_case_id
    assert text_of(made, "name", world.bea)["name"] == "Druga Osoba"
    texts = [
        str(open_section(one, **world.bea.can)) for one in made.box.sections.select_related("box")
    ]
    for name in ("name", "phone", "address", "own_words", "noticed", "born"):
        assert not any(PLANTED[name] in one for one in texts), name
    assert "count" in {one.name for one in made.box.sections.all()}
    assert not Agreement.objects.filter(case=made).exists()
    assert made.opened_by == Case.OpenedBy.REPORT


def test_what_was_noticed_is_copied_only_where_it_is_ticked_and_without_the_firsts_words(
    world, accepted
):
    made = another(accepted, world.bea, takes_account=True)
    account = text_of(made, "account", world.bea)
    assert PLANTED["noticed"] in str(account)
    assert PLANTED["own_words"] not in str(account)
    assert PLANTED["seen"] in str(account["signs"])
    whole = [
        str(open_section(one, **world.bea.can)) for one in made.box.sections.select_related("box")
    ]
    assert not any(PLANTED["name"] in one or PLANTED["phone"] in one for one in whole)


def test_of_a_report_that_rests_on_agreement_nothing_is_copied(world):
    row = send(
        packet(rests_on=RestsOn.AGREEMENT), network=world.vranje, recipient=world.csw,
        by=world.ana.actor,
    )  # fmt: skip
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    made = another(row, world.bea, takes_account=True)
    assert PLANTED["noticed"] not in str(text_of(made, "account", world.bea))


# Linked inside the seal ----------------------------------------------------------------------------


def links(case, person):
    return linked_cases(case, text_of(case, "people", person), by=person.actor)


def test_each_shows_the_other_to_whoever_opens_both_and_to_nobody_else(world, accepted):
    made = another(accepted, world.bea)
    first = accepted.to_case
    assert links(first, world.bea) == [made]
    assert links(made, world.bea) == [first]
    assign_file(first, member=world.vera.member, sections=["people"], **world.bea.can)
    assert links(first, world.vera) == []


def test_a_third_person_stands_in_the_first_file_too(world, accepted):
    made = [another(accepted, world.bea) for _number in range(2)]
    assert links(accepted.to_case, world.bea) == made


def test_no_row_in_clear_names_both_files_or_the_new_one_and_the_report(world, accepted):
    made = another(accepted, world.bea)
    first = accepted.to_case
    of_first = {
        str(one) for one in (first.pk, first.reference, first.box_id, accepted.pk,
                             accepted.reference, accepted.packet_id)
    }  # fmt: skip
    of_made = {str(one) for one in (made.pk, made.reference, made.box_id)}
    for model in apps.get_models():
        for row in model._default_manager.all():
            told = {
                word
                for field in model._meta.concrete_fields
                if not isinstance(field, models.BinaryField)
                for word in [str(getattr(row, field.attname))]
            }
            said = " ".join(told)
            names = [any(one in said for one in names) for names in (of_first, of_made)]
            assert not all(names), (model, told)


def test_two_deadlines_do_not_begin_in_one_instant(world, accepted):
    made = another(accepted, world.bea)
    began = Deadline.objects.filter(subject_id__in=[made.pk, accepted.to_case_id])
    assert len(set(began.values_list("started_at", flat=True))) == len(began)


def test_the_log_says_of_the_save_what_it_says_of_every_save(world, accepted):
    before = set(Entry.objects.values_list("name", flat=True))
    another(accepted, world.bea)
    made = set(Entry.objects.values_list("name", flat=True)) - before
    assert made <= {"section:saved"}


def test_a_transfer_takes_no_link_along(world, accepted):
    another(accepted, world.bea)
    documents = {
        one.name: open_section(one, **world.bea.can)
        for one in accepted.to_case.box.sections.select_related("box")
    }
    assert "linked" in documents["people"]

    class Chosen:
        kind = Kind.TRANSFER

    assert "linked" not in _sections(Chosen(), set(), documents)["people"]


# Who may -------------------------------------------------------------------------------------------


def test_nobody_else_opens_one(world, accepted):
    for person in (world.ana, world.hana, world.cora, world.nina, world.vera):
        with pytest.raises(Denied):
            another(accepted, person)
    assert Case.objects.count() == 1


def test_not_before_the_report_was_taken_over(world, opened):
    with pytest.raises(Denied, match="taken over"):
        another(opened, world.bea)


def test_a_case_worker_to_whom_it_is_assigned_leads_the_new_one(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    made = another(row, world.vera)
    assert text_of(made, "name", world.vera)["name"] == "Druga Osoba"
    # As of every file the holders have it.
    assert Grant.objects.filter(section__box=made.box, to_id=world.csw.pk).exists()


def test_whoever_is_locked_out_of_the_report_is_locked_out_of_the_new_file(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id],
    )  # fmt: skip
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    made = another(row, world.bea)
    assert not Case.objects.visible_to(world.boris.actor).filter(pk=made.pk).exists()
    name = Section.objects.named(made.box_id, "name").select_related("box").get()
    with pytest.raises(Denied):
        open_section(name, **world.boris.can)
    assert not Grant.objects.filter(section__box=made.box, to_id=world.csw.pk).exists()


# The pages -----------------------------------------------------------------------------------------


def test_from_the_report_and_from_the_file_to_the_new_one(world, accepted):
    bea = world.bea.sign_in()
    report, first = f"/r/{accepted.reference}/", f"/cases/{accepted.to_case.reference}/"
    assert f"{report}another/" in get(bea, report)
    assert f"{report}another/" in get(bea, f"{first}part/referrals/")
    page = get(bea, f"{report}another/")
    answer = bea.post(f"{report}another/", fields(page) | SAID)
    assert answer.status_code == 302
    again = bea.post(f"{report}another/", fields(page) | SAID)
    assert again["Location"] == answer["Location"]
    assert Case.objects.count() == 2
    made = answer["Location"]
    assert made in get(bea, first)
    assert first in get(bea, made)


def test_a_mistake_is_a_sentence_and_nothing_is_lost(world, accepted):
    bea = world.bea.sign_in()
    report = f"/r/{accepted.reference}/"
    page = get(bea, f"{report}another/")
    answer = bea.post(f"{report}another/", fields(page) | SAID | {"age": "mars"})
    assert answer.status_code == 422
    assert "Preko tetke." in answer.content.decode()
    assert Case.objects.count() == 1


def test_others_see_no_link_and_find_no_page(world, accepted):
    report = f"/r/{accepted.reference}/"
    ana = world.ana.sign_in()
    assert "another/" not in get(ana, report)
    for person in (world.ana, world.cora, world.hana):
        assert person.sign_in().get(f"{report}another/").status_code in (403, 404)
