"""To an institution of another town: the town first, then who is there, without typing a name."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona import deadlines
from spona.cases.consent.models import Agreement
from spona.cases.jobs import offer_packets
from spona.cases.models import Referral
from spona.directory import actions as directory
from spona.directory.models import Network
from spona.identity.models import Account
from spona.reference.models import Town
from tests.cases.moving import file_of
from tests.cases.refer_pages import get, hidden, post, with_pages
from tests.cases.test_refer_pages import agreed_days
from tests.cases.world import DEMO, _body

__all__ = ["with_pages"]


@pytest.fixture(autouse=True)
def _english(world):
    Account.objects.update(language="en")


@pytest.fixture
def subotica(world):
    """A town that has not opened casework, with a centre that opens nothing."""
    town = Town.objects.get(slug="subotica")
    made = directory.create_network({"sr": "Мрежа Суботица"}, slug="subotica", town=town, by=DEMO)
    world.csw_subotica = _body("Центар за социјални рад Суботица", "social_work", made)
    return made


@pytest.fixture
def case(world, subotica):
    made = file_of(world)
    Account.objects.update(language="en")
    return made


@pytest.fixture
def bea(world):
    return world.bea.sign_in()


def towns(page):
    """(id, town, chosen) of the list of towns, in its order."""
    body = re.search(r'<select name="network".*?</select>', page, re.DOTALL)[0]
    found = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', body)
    return [(ident, words.strip(), bool(chosen)) for ident, chosen, words in found]


def institutions(page, name="institution"):
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def open_for_other_town(browser, row):
    path = f"/r/{row.reference}/not-ours/"
    post(browser, path, {"open": "1", "reason": "territory"} | hidden(get(browser, path)), 302)
    return path


def test_another_town_is_competent_leads_to_the_towns(world, opened, bea, subotica):
    path = open_for_other_town(bea, opened)
    page = get(bea, path)
    assert [words for _ident, words, _chosen in towns(page)] == [
        "choose the town …", "Vranje", "Niš", "Subotica",
    ] or [words for _ident, words, _chosen in towns(page)] == [
        "choose the town …", "Врање", "Ниш", "Суботица",
    ]  # fmt: skip
    # Nobody of the own town is offered, until one says that it is for somebody there after all.
    assert institutions(page) == ["elsewhere"]
    given = {"reason": "territory", "network": str(world.nis.pk), "show": "1"}
    page = post(bea, path, given, 200).content.decode()
    assert institutions(page) == [str(world.csw_nis.pk), str(world.school_nis.pk), "elsewhere"]
    assert [one[0] for one in towns(page) if one[2]] == [str(world.nis.pk)]


def test_for_another_kind_of_institution_the_own_town_is_chosen(world, opened, bea, subotica):
    path = f"/r/{opened.reference}/not-ours/"
    post(bea, path, {"open": "1", "reason": "matter"} | hidden(get(bea, path)), 302)
    page = get(bea, path)
    assert [one[0] for one in towns(page) if one[2]] == [str(world.vranje.pk)]
    assert str(world.health.pk) in institutions(page)


def test_a_connected_centre_of_another_town_gets_the_report(world, opened, bea):
    path = open_for_other_town(bea, opened)
    given = {
        "reason": "territory", "network": str(world.nis.pk), "institution": str(world.csw_nis.pk),
    }  # fmt: skip
    page = post(bea, path, given | {"show": "1"}, 200).content.decode()
    assert "What the recipient sees" in page
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get(forwarded_from=opened)
    assert (row.recipient_institution, row.network, row.on_paper) == (
        world.csw_nis, world.nis, False,
    )  # fmt: skip


def test_a_centre_of_a_town_without_casework_gets_paper(world, opened, bea, subotica):
    path = open_for_other_town(bea, opened)
    at = timezone.localtime(deadlines.now()).strftime("%Y-%m-%dT%H:%M")
    given = {
        "reason": "territory", "network": str(subotica.pk),
        "institution": str(world.csw_subotica.pk), "handed-how": "fax",
        "handed-role": "dežurni radnik", "handed-at": at,
    }  # fmt: skip
    page = post(bea, path, given | {"show": "1"}, 200).content.decode()
    assert "All of this stands on the paper" in page
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get(forwarded_from=opened)
    assert (row.recipient_institution, row.network, row.on_paper) == (
        world.csw_subotica, world.vranje, True,
    )  # fmt: skip


def test_who_has_keys_in_a_town_without_casework_gets_paper_too(world, opened, bea):
    """Nothing may be sent there yet, so paper is the only way; before, both ways were refused."""
    world.nis.casework_open = False
    world.nis.save()
    path = open_for_other_town(bea, opened)
    at = timezone.localtime(deadlines.now()).strftime("%Y-%m-%dT%H:%M")
    given = {
        "reason": "territory", "network": str(world.nis.pk), "institution": str(world.csw_nis.pk),
        "handed-how": "phone", "handed-role": "dežurni radnik", "handed-at": at,
    }  # fmt: skip
    page = post(bea, path, given | {"show": "1"}, 200).content.decode()
    assert "All of this stands on the paper" in page
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get(forwarded_from=opened)
    assert (row.recipient_institution, row.network, row.on_paper) == (
        world.csw_nis, world.vranje, True,
    )  # fmt: skip
    # Nobody is told to send what would be refused.
    assert offer_packets() == 0
    assert "Send the packet now" not in get(bea, f"/r/{row.reference}/")


def test_the_town_is_changed_and_not_shown_so_nothing_goes(world, opened, bea, subotica):
    """The list on the page is of one town, the choice above it of another one."""
    path = open_for_other_town(bea, opened)
    given = {"reason": "territory", "network": str(world.nis.pk)}
    page = post(bea, path, given | {"show": "1"}, 200).content.decode()
    mixed = given | {"network": str(subotica.pk), "institution": str(world.csw_nis.pk)}
    page = post(bea, path, mixed | {"send": "1"} | hidden(page), 422).content.decode()
    assert "Choose to whom you send it." in page
    assert not Referral.objects.filter(forwarded_from=opened).exists()


@pytest.mark.parametrize("kind", ["refer", "transfer", "ask"])
def test_out_of_a_file_the_own_town_comes_first(world, case, bea, kind):
    page = get(bea, f"/cases/{case.reference}/{kind}/")
    assert [one[0] for one in towns(page)] == [
        "", *(str(one.pk) for one in (world.vranje, world.nis, Network.objects.get(slug="subotica")))
    ]  # fmt: skip
    assert [one[0] for one in towns(page) if one[2]] == [str(world.vranje.pk)]
    assert "any town that is not in these lists" in page


def test_a_referral_to_a_town_without_casework_goes_on_paper(world, case, bea, subotica):
    new = f"/cases/{case.reference}/agreements/new/"
    to = {"network": str(subotica.pk)}
    # The agreement: the town first, and what was typed stays.
    page = post(bea, new, agreed_days(**to, show="1"), 200).content.decode()
    assert "Центар за социјални рад Суботица" in page or "Centar za socijalni rad Subotica" in page
    assert "smeštaj" in page
    assert not Agreement.objects.exists()
    said = agreed_days(**to, recipient=str(world.csw_subotica.pk))
    post(bea, new, said | hidden(page) | to, 302)
    assert Agreement.objects.get().recipient == world.csw_subotica
    path = f"/cases/{case.reference}/refer/"
    given = to | {
        "institution": str(world.csw_subotica.pk), "asked": "Smeštaj", "urgency": "regular",
        "parts": ["who", "account"], "ticked_for": str(world.csw_subotica.pk),
    }  # fmt: skip
    page = post(bea, path, given | {"show": "1"}, 200).content.decode()
    assert "Casework is not open in this network yet" in page
    ground = re.search(r'value="(agreement:[^"]+)"', page)[1]
    page = post(bea, path, given | {"ground": ground, "show": "1"}, 200).content.decode()
    send = given | {"ground": ground, "send": "1"} | hidden(page) | to
    post(bea, path, send, 302)
    row = Referral.objects.get()
    assert (row.recipient_institution, row.network, row.on_paper) == (
        world.csw_subotica, world.vranje, True,
    )  # fmt: skip


def test_the_page_of_an_agreement_opens_with_the_town_it_is_for(world, case, bea):
    page = get(bea, f"/cases/{case.reference}/agreements/new/?for={world.csw_nis.pk}")
    assert [one[0] for one in towns(page) if one[2]] == [str(world.nis.pk)]
    assert f'<option value="{world.csw_nis.pk}" selected>' in page


def test_a_hundred_towns_ask_no_more_of_the_database_than_three(world, case, bea):
    def cost(path):
        get(bea, path)
        with CaptureQueriesContext(connection) as asked:
            page = get(bea, path)
        return len(asked), page

    paths = [f"/cases/{case.reference}/{one}/" for one in ("refer", "transfer", "agreements/new")]
    before = {path: cost(path)[0] for path in paths}
    town = Town.objects.get(slug="subotica")
    for n in range(100):
        made = directory.create_network({"sr": f"Мрежа {n}"}, slug=f"m{n}", town=town, by=DEMO)
        if n < 5:
            _body(f"Центар {n}", "social_work", made)
    for path, few in before.items():
        many, page = cost(path)
        assert many <= few, path
        assert len(towns(page)) == 104
