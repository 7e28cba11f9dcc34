"""The pages of deadlines, absences and duty, as the people of the invented world see them."""

from datetime import timedelta
from functools import partial

import pytest

from spona.deadlines import now
from spona.deadlines.models import Absence, Deadline, Duty, Rule
from spona.deadlines.time import today
from spona.identity.models import Account
from spona.reference.models import Proposal
from tests.directory.world import post
from tests.harness.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db


_built, world = kept(partial(build, stocked=False))


@pytest.fixture
def signed_in(world):
    def signed_in(name):
        Account.objects.filter(pk=world.people[name].account.pk).update(language="en")
        return world.people[name].sign_in()

    return signed_in


def text(response, status=200):
    assert response.status_code == status, response
    return response.content.decode()


def days(n):
    return str(today() + timedelta(days=n))


# Deadlines


def test_a_deadline_is_proposed_by_one_and_adopted_by_another(world, signed_in):
    bea, mirjana = signed_in("bea"), signed_in("mirjana")
    page = text(bea.get("/deadlines/"))
    assert "deadlines are adopted" in page
    path = "/deadlines/vranje/opening-urgent/change/"
    says = {"amount": "48", "unit": "hours", "sr": "Отварање хитног", "source": "договор мреже",
            "counts_as_late": "on"}  # fmt: skip
    sent = post(bea, path, says)
    there = sent.headers["Location"]
    assert "waits for a second person" in text(bea.get(there))
    assert "Adopt the deadline" not in text(bea.get(there))
    shown = text(mirjana.get(there))
    assert "72 hours" in shown
    assert "48 hours" in shown
    assert "Adopt the deadline" in shown
    done = mirjana.post(f"{there}adopt/", {"decision": "M-7K3M-Q2", "first_day": days(0)})
    assert done.status_code == 302
    rule = Rule.objects.get(network=world.vranje)
    assert (rule.amount, rule.decision) == (48, "M-7K3M-Q2")
    history = text(bea.get(done.headers["Location"]))
    assert "adopted: Mirjana Kostić" in history
    assert "proposed: Bea Stojković" in history


def test_a_decision_is_asked_for_and_what_was_typed_stays(world, signed_in):
    mirjana = signed_in("mirjana")
    path = "/deadlines/vranje/opening-urgent/change/"
    says = {"amount": "48", "unit": "hours", "sr": "Отварање хитног", "source": "договор",
            "counts_as_late": "on"}  # fmt: skip
    there = post(signed_in("zoran"), path, says).headers["Location"]
    page = text(mirjana.post(f"{there}adopt/", {"decision": "", "first_day": days(0)}), 422)
    assert "has-error" in page
    page = text(
        mirjana.post(f"{there}adopt/", {"decision": "M-7K3M-Q2", "first_day": days(-3)}), 422
    )
    assert "today or later" in page
    assert "M-7K3M-Q2" in page
    assert not Rule.objects.filter(network=world.vranje).exists()


def test_the_proposer_takes_it_back_and_nobody_else(world, signed_in):
    mirjana, zoran = signed_in("mirjana"), signed_in("zoran")
    says = {"amount": "48", "unit": "hours", "sr": "Отварање", "source": "договор",
            "counts_as_late": "on"}  # fmt: skip
    there = post(zoran, "/deadlines/vranje/opening-urgent/change/", says).headers["Location"]
    assert mirjana.post(f"{there}withdraw/").status_code == 403
    assert zoran.post(f"{there}adopt/", {"decision": "x", "first_day": days(0)}).status_code == 422
    assert zoran.post(f"{there}withdraw/").status_code == 302
    assert Proposal.objects.get().state == "withdrawn"


def test_another_network_does_not_know_our_deadlines(world, signed_in):
    cora, zoran = signed_in("cora"), signed_in("zoran")
    says = {"amount": "48", "unit": "hours", "sr": "Отварање", "source": "договор",
            "counts_as_late": "on"}  # fmt: skip
    there = post(zoran, "/deadlines/vranje/opening-urgent/change/", says).headers["Location"]
    for path in (there, "/deadlines/vranje/opening-urgent/", "/deadlines/vranje/new/"):
        assert cora.get(path).status_code == 404
    ours = there.replace("/vranje/", "/nis/")
    assert cora.get(ours).status_code == 404
    assert "Novi rok" not in text(cora.get("/deadlines/?network=vranje"))


def test_the_list_is_filtered_sorted_and_says_when_nothing_is_found(signed_in):
    mirjana = signed_in("mirjana")
    rows = mirjana.get("/deadlines/?state=proposed").context["rows"]
    assert {row.rule.state for row in rows} == {"proposed"}
    rows = mirjana.get("/deadlines/?sector=centre").context["rows"]
    assert {row.rule.sector for row in rows} == {"", "centre"}
    rows = mirjana.get("/deadlines/?sort=time").context["rows"]
    assert rows[0].rule.amount == 24
    assert rows[-1].rule.amount == 30
    found = mirjana.get("/deadlines/?q=odgovor+neodlozno").context["rows"]
    assert {row.rule.key for row in found} == {"answer-immediate", "answer-csw-immediate"}
    assert "Nothing found" in text(mirjana.get("/deadlines/?q=nosuchword"))


def test_what_nothing_starts_is_apart_and_offers_nothing(signed_in):
    zoran = signed_in("zoran")
    page = zoran.get("/deadlines/")
    listed = {row.rule.key for row in page.context["rows"]}
    assert not listed & {"decision-centre", "opening-csw-immediate"}
    apart = text(page).partition("Not started by Spona yet")[2]
    assert "/deadlines/vranje/decision-centre/" in apart
    one = text(zoran.get("/deadlines/vranje/decision-centre/"))
    assert "Spona does not start this deadline yet" in one
    assert "/deadlines/vranje/decision-centre/change/" not in one
    assert "/deadlines/vranje/answer-regular/change/" in text(
        zoran.get("/deadlines/vranje/answer-regular/")
    )


def test_a_new_deadline_and_the_end_of_it(world, signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    says = {"event": "answer", "sector": "police", "urgency": "", "amount": "2", "unit": "hours",
            "sr": "Отварање у полицији", "source": "договор"}  # fmt: skip
    there = post(zoran, "/deadlines/vranje/new/", says).headers["Location"]
    assert "A new deadline waits" in text(mirjana.get("/deadlines/"))
    mirjana.post(f"{there}adopt/", {"decision": "M-7K3M-Q2", "first_day": days(0)})
    key = Rule.objects.get(network=world.vranje).key
    sent = post(zoran, f"/deadlines/vranje/{key}/end/", {"why": "није потребно"})
    there = sent.headers["Location"]
    assert "no longer there" in text(mirjana.get(there))
    mirjana.post(f"{there}adopt/", {"decision": "M-7K3M-Q3", "first_day": days(0)})
    assert Rule.objects.get(network=world.vranje).valid_to == today()
    assert "It has ended" in text(mirjana.get(f"/deadlines/vranje/{key}/"))


# The page of one deadline


def test_each_deadline_says_what_whose_until_when_and_by_which_source(world, signed_in):
    deadline = Deadline.objects.filter(subject_id=world.sent.pk).first()
    page = text(signed_in("bea").get(f"/deadlines/{deadline.pk}/"))
    for said in ("What for", "Whose", "Until when", "Rule", "Source", "Who has been reminded",
                 str(deadline.institution.words.in_language("en"))):  # fmt: skip
        assert said in page, said
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert " ".join(title.split()) == f"{deadline.reference} – Spona"


def test_a_deadline_of_others_is_not_there(world, signed_in):
    deadline = Deadline.objects.filter(subject_id=world.sent.pk).first()
    for name in ("ana", "jelena", "cora", "dora", "mirjana"):
        assert signed_in(name).get(f"/deadlines/{deadline.pk}/").status_code == 404, name


# Absences


def test_an_absence_is_entered_by_one_person_and_ended(world, signed_in):
    bea = signed_in("bea")
    assert "Nobody is away today" in text(bea.get("/absences/"))
    vesna, milan = world.people["vesna"].member, world.people["milan"].member
    says = {"member": vesna.pk, "first_day": days(0), "last_day": days(4), "stands_in": milan.pk}
    first, again = post(bea, "/absences/new/", says, again=True)
    assert (first.status_code, again.status_code) == (302, 302)
    absence = Absence.objects.get()
    assert absence.ends_on == today() + timedelta(days=5)
    page = text(bea.get("/absences/"))
    assert "1 person is away today" in page
    assert "Milan Đorđević" in page
    bea.post(f"/absences/{absence.pk}/end/")
    assert "Nobody is away today" in text(bea.get("/absences/"))
    assert "Vesna Jović" in text(bea.get("/absences/?when=past"))


def test_absences_of_another_institution_are_not_seen_nor_touched(world, signed_in):
    bea, jelena = signed_in("bea"), signed_in("jelena")
    vesna = world.people["vesna"].member
    says = {"member": vesna.pk, "first_day": days(0), "last_day": days(4)}
    post(bea, "/absences/new/", says)
    absence = Absence.objects.get()
    assert "Vesna" not in text(jelena.get("/absences/"))
    assert jelena.post(f"/absences/{absence.pk}/end/").status_code == 404
    refused = post(jelena, "/absences/new/", says)
    assert refused.status_code == 422
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("name", ["ana", "vesna", "mirjana"])
def test_who_may_not_enter_them_reads_only(signed_in, name):
    client = signed_in(name)
    assert client.get("/absences/new/").status_code == 403
    assert client.get("/roster/new/").status_code == 403
    assert "Enter an absence" not in text(client.get("/absences/"))


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(4, 2, "cannot be before"), (-9, -5, "That time is over")],
)
def test_impossible_days_are_a_sentence_and_what_was_typed_stays(
    world, signed_in, first, last, sentence
):
    says = {"member": world.people["vesna"].member.pk, "first_day": days(first),
            "last_day": days(last)}  # fmt: skip
    page = text(post(signed_in("bea"), "/absences/new/", says), 422)
    assert sentence in page
    assert f'value="{days(first)}"' in page


# Duty


def turn(start, end):
    local = (now() + timedelta(hours=1)).replace(microsecond=0)
    return {
        "starts_at": (local + timedelta(hours=start)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (local + timedelta(hours=end)).strftime("%Y-%m-%dT%H:%M"),
    }


def test_the_deputy_sees_each_change_of_the_roster(world, signed_in):
    bea, milan = signed_in("bea"), signed_in("milan")
    vesna = world.people["vesna"].member
    assert post(bea, "/roster/new/", turn(-2, 8) | {"member": vesna.pk}).status_code == 302
    page = text(bea.get("/roster/"))
    assert "Vesna Jović" in page
    assert "1 change was not seen yet" in page
    assert "I have seen it" not in page
    assert bea.post("/roster/seen/").status_code == 403
    assert "I have seen it" in text(milan.get("/roster/"))
    milan.post("/roster/seen/")
    assert "Everything was seen" in text(milan.get("/roster/"))
    duty = Duty.objects.get()
    bea.post(f"/roster/{duty.pk}/end/")
    assert "1 change was not seen yet" in text(milan.get("/roster/"))
    assert "taken out by Bea" in text(milan.get("/roster/?when=past"))


def test_a_turn_is_entered_in_the_time_of_the_town(world, signed_in):
    vesna = world.people["vesna"].member
    says = {"starts_at": "2027-01-10T16:00", "ends_at": "2027-01-11T08:00", "member": vesna.pk}
    post(signed_in("bea"), "/roster/new/", says)
    assert Duty.objects.get().starts_at.hour == 15  # Belgrade is an hour before UTC in winter


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({}, "Choose who is on duty"),
        ({"post": "дежурни"}, "Choose the number"),
        ({"starts_at": "2027-01-10T16:00", "ends_at": "2027-01-10T08:00"}, "not after"),
        ({"starts_at": "2027-01-10T16:00", "ends_at": "2027-06-10T08:00"}, "longer than a month"),
    ],
)
def test_a_wrong_turn_is_a_sentence(world, signed_in, says, sentence):
    page = text(post(signed_in("bea"), "/roster/new/", turn(1, 9) | says), 422)
    assert sentence in page


def test_a_roster_of_another_institution_is_not_touched(world, signed_in):
    vesna = world.people["vesna"].member
    post(signed_in("bea"), "/roster/new/", turn(-2, 8) | {"member": vesna.pk})
    jelena = signed_in("jelena")
    assert jelena.post(f"/roster/{Duty.objects.get().pk}/end/").status_code == 404
    assert "Vesna" not in text(jelena.get("/roster/"))
