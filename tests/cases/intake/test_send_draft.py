"""The flow where something is missing, closed, or on paper."""

import re

import pytest

from spona.access.denied import Denied
from spona.cases.intake.actions import begin_draft, save_draft, send_draft
from spona.cases.intake.presets import preset
from spona.cases.models import Draft, Referral
from tests.cases.flow import PERSON, begin, get, sent, submit, written


@pytest.fixture
def ana(world):
    return world.ana.sign_in()


def draft_of(world, **person):
    draft = begin_draft({"in_danger": "no"}, **world.ana.can)
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "no"}
    for revision, (step, values) in enumerate(
        (("person", PERSON | person), ("recipient", to)), start=1
    ):
        save_draft(draft, step, values, revision=revision, tab="a", **world.ana.can)
    return Draft.objects.get(pk=draft.pk)


def test_a_complete_draft_is_sent_and_gone(world):
    referral = send_draft(draft_of(world), **world.ana.can)
    assert referral.state == "sent"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("field", ["age", "safe", "asked", "urgency"])
def test_what_is_missing_is_said_and_the_draft_stays(world, field):
    with pytest.raises(Denied):
        send_draft(draft_of(world, **{field: ""}), **world.ana.can)
    assert Draft.objects.count() == 1
    assert not Referral.objects.exists()


def test_an_immediate_report_needs_the_logged_call(world):
    draft = draft_of(world, urgency="immediate")
    with pytest.raises(Denied, match="call first"):
        send_draft(draft, **world.ana.can)
    save_draft(
        draft, "danger", {"in_danger": "yes", "reached": "Dežurni, CSR"},
        revision=3, tab="a", **world.ana.can,
    )  # fmt: skip
    assert send_draft(draft, **world.ana.can).state == "sent"


def test_the_preview_names_whom_one_has_locked_out(world, ana):
    boris = str(world.boris.member.person_id)
    draft = written(ana, world, related="yes", people=[boris], institutions=[])
    page = get(ana, f"{draft}preview/")
    assert "неће сазнати за то: Boris Primerić." in page
    assert "неће сазнати" not in get(ana, f"{written(ana, world)}preview/")


def test_where_nobody_is_left_to_open_it_the_preview_says_so_and_where_to_change_it(world, ana):
    hana = str(world.hana.member.person_id)
    draft = written(ana, world, recipient=world.health, related="yes", people=[hana])
    page = get(ana, f"{draft}preview/")
    missing = re.search(r'<section class="note is-today" aria-labelledby="missing">.*?</section>',
                        page, re.DOTALL)[0]  # fmt: skip
    assert "Изаберите другу установу." in missing
    assert f'href="{draft}recipient/"' in missing


def test_danger_asks_for_the_call_beside_the_field_and_keeps_the_rest(world, ana):
    answer = submit(ana, "/signs/", {"in_danger": "yes", "role": "dežurni"})
    page = get(ana, answer["Location"])
    assert "aria-invalid" in page
    assert 'value="dežurni"' in page


def test_the_danger_block_stands_first_and_says_which_numbers_nobody_confirmed(world, ana):
    page = get(ana, "/signs/")
    assert page.index('id="now"') < page.index('name="in_danger"')
    assert "192" in page or "danger-number" not in page


def test_the_preview_lists_what_is_missing_with_the_way_there(world, ana):
    draft = begin(ana)
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "no"}
    submit(ana, f"{draft}recipient/", to)
    page = get(ana, f"{draft}preview/")
    assert f'href="{draft}person/"' in page.split('id="missing"')[1]


def test_sending_what_is_not_complete_shows_the_sentence_and_sends_nothing(world, ana):
    draft = begin(ana)
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "no"}
    submit(ana, f"{draft}recipient/", to)
    answer = submit(ana, f"{draft}preview/", {}, at=f"{draft}send/")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Referral.objects.exists()


def test_without_a_recipient_the_preview_leads_back_to_that_step(world, ana):
    draft = begin(ana)
    answer = ana.get(f"{draft}preview/")
    assert answer["Location"] == f"{draft}recipient/"


def test_the_centre_for_social_work_is_chosen_at_first(world, ana):
    draft = begin(ana)
    page = get(ana, f"{draft}recipient/")
    chosen = re.search(r'name="institution" value="([^"]+)"[^>]*checked', page)
    assert chosen[1] == str(world.csw.pk)


def test_who_is_related_has_to_be_ticked_or_not_sure(world, ana):
    draft = begin(ana)
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "yes"}
    assert submit(ana, f"{draft}recipient/", to).status_code == 422
    assert submit(ana, f"{draft}recipient/", to | {"related": "not_sure"}).status_code == 302
    locked = to | {"institutions": [str(world.csw.pk)]}
    assert submit(ana, f"{draft}recipient/", locked).status_code == 422


def test_a_recipient_on_paper_gets_the_print_and_no_button_to_send(world, ana):
    draft = written(ana, world, recipient=world.police)
    page = get(ana, f"{draft}preview/")
    assert f"{draft}send/" not in page
    assert f"{draft}report.pdf" in page
    answer = submit(ana, f"{draft}preview/", {"parts": preset("police")}, at=f"{draft}send/")
    assert answer.status_code == 422
    assert not Referral.objects.exists()


def test_where_casework_is_closed_the_signs_are_read_and_nothing_is_sent(world, ana):
    world.vranje.casework_open = False
    world.vranje.save()
    assert ana.get("/signs/").status_code == 200
    draft = written(ana, world)
    page = get(ana, f"{draft}preview/")
    assert f"{draft}send/" not in page
    assert f"{draft}report.pdf" in page
    answer = submit(ana, f"{draft}preview/", {"parts": preset("social_work")}, at=f"{draft}send/")
    assert answer.status_code == 422


def test_phone_and_address_do_not_go_to_the_police_by_default():
    assert "reach" in preset("social_work")
    for sector in ("police", "prosecution", "court"):
        assert "reach" not in preset(sector)


def test_no_page_shows_a_total_or_a_score(world, ana):
    draft = begin(ana)
    submit(ana, f"{draft}signs/", {"sign_edu-001": "yes", "seen_edu-001": "x"})
    page = get(ana, f"{draft}signs/")
    assert "1/3" in page  # how many of a group were answered, whatever the answer
    assert not re.search(r"\b1 (yes|da|да)\b", page, re.IGNORECASE)


@pytest.mark.parametrize("path", ["signs/99/", "signs/0/", "save/unknown/"])
def test_an_address_that_is_none_is_a_404(world, ana, path):
    draft = begin(ana)
    answer = ana.post(draft + path) if "save" in path else ana.get(draft + path)
    assert answer.status_code == 404


def test_answers_that_are_no_answers_are_refused_beside_their_field(world, ana):
    draft = begin(ana)
    answer = submit(
        ana, f"{draft}person/", PERSON | {"age": "elf", "urgency": "'; DROP", "told": ["x"]}
    )
    assert answer.status_code == 422
    answer = submit(ana, f"{draft}recipient/", {"network": "x", "institution": "y", "related": "z"})
    assert answer.status_code == 422
    assert ana.get(f"{draft}preview/").status_code == 302


def test_a_very_long_text_is_kept_and_told(world, ana):
    draft = begin(ana)
    answer = submit(ana, f"{draft}person/", PERSON | {"own_words": "a" * 9000})
    assert answer.status_code == 422
    assert "a" * 9000 in get(ana, f"{draft}person/")


def test_the_whole_flow_in_each_language(world):
    from spona.identity.models import Account

    for language in ("sr", "sr-latn", "en"):
        Account.objects.filter(pk=world.ana.account.pk).update(language=language)
        assert sent(world.ana.sign_in(), world).startswith("/r/R-")
