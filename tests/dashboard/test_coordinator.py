import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from spona.access.actor import Actor
from spona.cases.referrals.actions import accept, open_packet
from spona.dashboard.network_rows import network_waiting
from spona.deadlines import moved
from spona.deadlines.actions import fall_due, load_rules
from spona.deadlines.models import Deadline
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.tasks.actions import open_task
from tests.cases.packets import PLANTED
from tests.cases.world import DEMO
from tests.dashboard.test_desk import section, title

DAY = timedelta(days=1)
# Words by which a row would tell how grave the matter is or whom it is about.
CONTENT = ("urgent", "immediate", "regular", "child", "not sure", "hitno", "dete", "хитно", "дете")


def fill_seats(network):
    """Each institution names a member and a deputy."""
    for seat in Seat.objects.filter(network=network):
        members = [
            directory.add_member(
                directory.add_person(name, institution=seat.institution, by=DEMO),
                institution=seat.institution, roles=["reporter"], by=DEMO,
            )
            for name in ("Прва Пример", "Друга Пример")
        ]  # fmt: skip
        directory.name_representatives(seat, member=members[0], deputy=members[1], by=DEMO)


def test_zero_is_calm(desk, world):
    fill_seats(world.vranje)
    html = desk("kosta")
    assert title(html) == "Nothing is late. Every job and every seat has an owner."
    assert "Every job and every seat has an owner." in section(html, "nobodys")
    assert "No deadline has passed." in html
    assert html.index('id="ready"') < html.index('id="life-vranje"') < html.index('id="waits"')
    assert "Nothing waits for an answer" in html
    assert "That is no mark, good or bad." in html
    assert "is-late" not in html


def test_the_title_never_says_more_than_its_own_rows(desk, world):
    """Five seats without a mandate, then none without, then each without a deputy."""
    html = desk("kosta")
    assert re.findall(r"<b>(\d+)</b>", section(html, "nobodys"))[3] == "5"
    assert title(html) == "Nothing is late. Five institutions have nobody with a valid mandate."
    fill_seats(world.vranje)
    for seat in Seat.objects.filter(network=world.vranje):
        seat.deputy = None
        seat.save()
    html = desk("kosta")
    assert re.findall(r"<b>(\d+)</b>", section(html, "nobodys")) == ["0", "0", "0", "0", "5", "0"]
    assert title(html) == "Nothing is late. Five institutions have no deputy."
    open_task(
        "open_point", ("need", world.vranje.pk), institution=None, network=world.vranje,
        by=Actor.system("escalation"),
    )  # fmt: skip
    html = desk("kosta")
    assert title(html) == "Nothing is late. One thing has no owner."
    assert "Five institutions have no deputy." in html


def test_what_waits_shows_whom_it_waits_for_and_nothing_else(desk, report):
    """No reference, no sender and no hour of what is not late."""
    sent = report()
    html = desk("kosta")
    row = section(html, "waits")
    assert "Центар за социјални рад Врање" in row
    assert sent.reference not in html
    assert "Основна школа Пример" not in row
    assert "left" not in row


@pytest.mark.parametrize("urgency", ["immediate", "urgent", "regular"])
def test_a_coordinators_page_is_free_of_content(desk, report, world, urgency):
    sent = report(urgency=urgency)
    for wait in (timedelta(), 30 * DAY):
        with moved(wait):
            html = desk("kosta")
        rows = section(html, "waits") + section(html, "late")
        # By a rule that is only proposed nobody is late.
        assert (sent.reference in rows) is (bool(wait) and urgency != "regular")
        assert "Основна школа Пример" not in rows
        assert not [word for word in CONTENT if word in rows.lower()]
        assert not [word for word in PLANTED.values() if word in html]
        assert f"/open/{sent.reference}" not in html, "there is no page of it for a coordinator"


def test_late_comes_first_in_red_by_its_reference(desk, report, world):
    sent = report(urgency="immediate")
    load_rules(by=Actor.system("import"))
    with moved(30 * DAY):
        while fall_due(by=Actor.system("escalation"), kinds=["answer"]):
            pass
        html = desk("kosta")
    late = section(html, "late")
    assert title(html) == (
        "One deadline has passed. Five institutions have nobody with a valid mandate."
    )
    assert "<em>One deadline has passed.</em>" in html
    assert sent.reference in late
    assert 'class="is-late"' in late
    assert "you now" not in late, "how far the reminders went tells the hours"


def test_late_is_by_the_day_whatever_the_rule_counts_in(desk, report):
    """A deadline of hours that ran out at noon is late tomorrow, as one of days would be."""
    noon = localtime(timezone.now() + DAY).replace(hour=12, minute=0)
    with moved(noon - timezone.now()):
        sent = report(urgency="immediate")
    deadline = Deadline.objects.running().get(subject_id=sent.pk)
    assert noon < deadline.due_at < noon + timedelta(hours=30)
    for hours, late in ((35, False), (37, True)):
        with moved(noon + timedelta(hours=hours) - timezone.now()):
            assert (sent.reference in desk("kosta")) is late


def test_what_was_taken_over_is_no_longer_waited_for(desk, report, world):
    sent = accept(open_packet(report(), **world.bea.can)[0], **world.bea.can)
    html = desk("kosta")
    assert sent.reference not in html
    assert "Nothing waits for an answer" in section(html, "waits")


def test_a_coordinator_who_was_locked_out_sees_no_row(desk, report, world):
    sent = report(excluded_people=[world.kosta.member.person_id])
    open_task(
        "convene", sent.subject, institution=None, network=world.vranje,
        reference=sent.reference, by=Actor.system("escalation"),
    )  # fmt: skip
    assert sent.reference not in desk("kosta")


def test_another_networks_coordinator_sees_nothing(desk, report, world):
    directory.give_network_role(world.nina.member, network=world.nis, role="coordinator", by=DEMO)
    sent = report()
    assert network_waiting(world.nina.actor, None, 25).waits == []
    assert sent.reference not in desk("nina")


def test_nobody_else_has_the_rows_of_a_network(report, world):
    report()
    for name in ("ana", "bea", "vera", "direktor", "luka", "hana"):
        assert network_waiting(world.people[name].actor, None, 25).waits == []


def test_an_open_point_without_an_owner_is_counted_and_said(desk, world):
    open_task(
        "open_point", ("need", world.vranje.pk), institution=None, network=world.vranje,
        by=Actor.system("escalation"),
    )  # fmt: skip
    html = desk("kosta")
    assert title(html) == "Nothing is late. One thing has no owner."
    assert "Open points without an owner" in section(html, "nobodys")


def test_a_task_of_the_networks_desk_leads_to_calling_a_meeting(desk, report, world):
    sent = report()
    open_task(
        "convene", sent.subject, institution=None, network=world.vranje,
        reference=sent.reference, by=Actor.system("escalation"),
    )  # fmt: skip
    html = desk("kosta")
    assert f'href="/r/{sent.reference}/convene/"' in section(html, "mine")


def test_a_sector_that_nobody_sits_for_is_named(desk):
    """The world seats a school, the centre for social work, health, police and the city."""
    ready = section(desk("kosta"), "ready")
    assert "5 of 11 sectors sit at the table" in ready
    assert "missing: Public prosecution" in ready


def test_readiness_counts_seats_deputies_and_numbers(desk, world):
    ready = section(desk("kosta"), "ready")
    assert "0 of 5 institutions have a member with a valid mandate" in ready
    assert "casework is open" in ready
    assert 'href="/network/casework/vranje/"' in ready
