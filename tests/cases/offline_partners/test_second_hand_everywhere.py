"""What was typed in second-hand shows its mark wherever it is read, and what was not has none."""

import pytest

from spona.cases.casefile.stages import path_of
from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, deliver, hear_done, hear_taken_over, open_packet
from spona.identity.models import Account
from tests.cases.flow import get
from tests.cases.moving import by_agreement, file_of, referred
from tests.cases.offline_partners.hands import note, on_paper
from tests.cases.refer_pages import with_pages
from tests.cases.test_lists_export import fresh, table

__all__ = ["with_pages"]
MARK = "second-hand"


@pytest.fixture(autouse=True)
def _english(world):
    Account.objects.update(language="en")


@pytest.fixture
def heard(world):
    """Taken over by the police, as they told the school by phone."""
    return hear_taken_over(on_paper(world, ago=5), note(), by=world.ana.actor)


@pytest.mark.parametrize("path", ["/reports/", "/desk/", "/r/{}/"])
def test_on_the_lists_the_desk_and_the_page_of_who_typed_it(world, heard, path):
    page = get(world.ana.sign_in(), path.format(heard.reference))
    assert MARK in page


def test_not_on_the_coordinators_desk_where_only_what_waits_is_counted(world, heard):
    page = get(world.kosta.sign_in(), "/desk/")
    assert heard.reference not in page
    assert MARK not in page


def test_what_they_did_here_themselves_has_no_mark(world, sent):
    accept(open_packet(sent, **world.bea.can)[0], **world.bea.can)
    browser = world.ana.sign_in()
    for path in ("/reports/", "/desk/", f"/r/{sent.reference}/"):
        assert MARK not in get(browser, path)


def test_handed_over_is_what_we_did_ourselves(world):
    row = on_paper(world, ago=5)
    browser = world.ana.sign_in()
    for path in ("/reports/", "/desk/", f"/r/{row.reference}/"):
        assert MARK not in get(browser, path)


def test_in_the_file_and_its_log(world):
    case = file_of(world)
    Account.objects.update(language="en")
    row = referred(world, case, by_agreement(world, case, world.city))
    row = deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    hear_done(row, note(), outcome="done", message="Gotovo.", by=world.bea.actor)
    browser = world.bea.sign_in()
    for path in (f"/cases/{case.reference}/", f"/cases/{case.reference}/log/"):
        assert get(browser, path).count(MARK) >= 1, path
    assert get(browser, f"/cases/{case.reference}/").count(MARK) >= 2, "the row and what happened"


def test_in_the_stages_of_a_file_that_the_centre_answered_by_phone(world):
    world.city.sector = "centre"
    world.city.save()
    case = file_of(world)
    Account.objects.update(language="en")
    row = referred(world, case, by_agreement(world, case, world.city))
    row = deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    path = f"/cases/{case.reference}/"
    assert MARK not in stages(world, path)
    hear_done(row, note(), outcome="done", message="Gotovo.", by=world.bea.actor)
    shown = stages(world, path)
    assert shown.count(MARK) == 1
    assert MARK in shown.split("Assessment of the Centre")[1]


def test_in_the_stages_of_what_a_partner_finds_that_connected_later(heard):
    marked = [stage.label for stage in path_of(heard).stages if stage.heard]
    assert marked == ["Opened", "Accepted"]


def stages(world, path):
    page = get(world.bea.sign_in(), path)
    return page[page.index('class="sheet path"') :].split("</section>")[0]


def test_in_the_table_for_a_spreadsheet(world, heard):
    rows = table(fresh(world.ana).post("/reports/export/", {"form": "csv"}))
    at = rows[0].index("Second-hand")
    assert rows[1][at] == "yes"


def test_the_mark_leaves_no_query_per_row(world, django_assert_max_num_queries):
    for _again in range(4):
        hear_taken_over(on_paper(world, ago=5), note(), by=world.ana.actor)
    rows = Referral.objects.sent_by_institution(world.ana.actor).with_heard()
    with django_assert_max_num_queries(1):
        assert all(row.heard for row in rows)
