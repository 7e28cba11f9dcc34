"""The demo says one thing on all its pages: what a condition calls met, the desks find met."""

from django.test import Client
from django.utils import timezone

from spona.cases.case.models import Case, LightNote
from spona.cases.case.steps.queries import is_stepless
from spona.cases.consent.models import Agreement
from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.dashboard.keys import key_notes
from spona.dashboard.loop import _modules
from spona.dashboard.network_rows import network_waiting
from spona.deadlines.gaps import nights_without_duty
from spona.deadlines.models import Rule
from spona.deadlines.presence import away
from spona.demo.casework.closed_years import just_proved
from spona.demo.casework.story import build_story
from spona.demo.people import DemoPeople, actor_of
from spona.demo.world import HOLDERS, PASSWORD, build_world
from spona.directory.models import ConditionCode, ContactPoint, Network
from spona.reference.models import Proposal, ProposalState
from spona.reference.models.proposals import RULE
from spona.statistics import loop
from spona.statistics.actions import compare_figures, open_handed_over
from spona.statistics.models import Release, ReportCount, Snapshot, YearFigures
from spona.statistics.releases import noise
from spona.statistics.rules import current_rule
from spona.tasks.models import Task
from spona.tipline.models import Tip
from spona.training.models import Session as TrainingSession
from spona.vault.queries import connected, paper_key
from tests.shared_world import kept


def _a_year():
    world = build_world()
    build_story(world)
    return world


# A minute's work, done once for the file.
_built, demo = kept(_a_year)


def met_on(code):
    vranje = Network.objects.get(slug="vranje")
    return vranje.conditions.get(code=code).done_on


def test_the_desks_and_the_conditions_of_the_demo_agree(demo):
    assert met_on(ConditionCode.PAPER_KEYS) <= timezone.localdate()
    for logins in HOLDERS.values():
        holder = demo.members[logins[0]]
        assert paper_key(holder.institution_id) is not None
        titles = [note.title for note in key_notes(actor_of(holder))]
        assert not [title for title in titles if "paper key" in title]
    assert key_notes(actor_of(demo.members["bea.csr"])) == []
    [number] = ContactPoint.objects.filter(kind="on_call", confirmed_on__isnull=False)
    assert number.confirmed_on == met_on(ConditionCode.DUTY_NUMBERS)
    assert number.confirmed_by == demo.members["mirjana.koordinator"].person


def test_the_invented_number_says_that_it_is_invented_where_strangers_read_it(demo):
    page = Client().get("/en/help/vranje/").content.decode()
    assert "Invented duty number (example)" in page
    assert page.index("192") < page.index("000 000")


def test_each_page_of_the_demo_has_something_true_to_show(demo):
    """One in each state that a page tells apart, and nothing outside Vranje."""
    states = set(Referral.objects.values_list("state", flat=True))
    assert states >= {
        State.SENT, State.NEEDS_INFORMATION, State.ACCEPTED, State.IN_WORK, State.DONE,
        State.FORWARDED, State.WITHDRAWN, State.AWAITING_APPROVAL,
    }  # fmt: skip
    assert set(Referral.objects.values_list("network__slug", flat=True)) == {"vranje"}
    assert set(Tip.objects.values_list("network__slug", flat=True)) == {"vranje"}
    # Three referrals, two of them on paper too, a seat at a conference, and what three of the whole
    # ways sent to the Centre.
    assert Agreement.objects.count() == 9
    assert not Case.objects.filter(is_stepless()).exists()
    assert Case.objects.filter(closed_at__isnull=False, destroyed_at=None).exists()
    assert Case.objects.filter(destroyed_at__isnull=False).count() == 1
    assert LightNote.objects.count() == 1
    assert {one.institution_id is None for one in Tip.objects.all()} == {True, False}
    csw = demo.members["bea.csr"].institution
    assert len(nights_without_duty(csw.pk)) == 2
    assert away(demo.members.values()).keys() == {demo.members["zoran.koordinator"].pk}
    own = Rule.objects.filter(network__slug="vranje")
    assert [(rule.state, bool(rule.decision)) for rule in own] == [("adopted", True)]
    assert Proposal.objects.filter(kind=RULE, state=ProposalState.WAITING).count() == 1


def test_the_loop_of_the_demo_has_numbers_before_and_after_a_training(demo):
    """Of Vranje alone, and masked as everywhere: a number below ten is seen nowhere."""
    after, before = Snapshot.objects.order_by("-period")
    assert {one.network.slug for one in (before, after)} == {"vranje"}
    assert ReportCount.objects.exclude(network__slug="vranje").count() == 0
    for one in (before, after):
        assert loop.has_reports(one)
        assert {line.sector for line in loop.lines(one)} == {"school", "police"}
        tables = one.tables["reports"]["tables"]
        cells = [number for table in tables for *_codes, number in table["cells"]]
        assert min(cells) >= current_rule().threshold
    assert {one.code for one in loop.funnel(after) if one.number} == {
        "identified", "not_assessed_as_victim", "pending",
    }  # fmt: skip
    [change] = loop.changes(before, after)
    assert change.percent_since > change.percent_before
    held = TrainingSession.objects.get(network__slug="vranje", closed_at__isnull=False)
    assert before.made_at.date() < held.last_day < after.made_at.date()
    assert after.period < timezone.localdate().strftime("%Y-%m"), "this month's is made by hand"
    # What is missing most is what the training of Vranje was about.
    [(_label, modules)] = _modules(loop.lines(after))
    assert held.module in modules


def test_what_the_demo_says_waits_can_be_acted_on_by_whom_it_waits_for(demo):
    """The owners the coordinator reads are those whose desk has the task."""
    waits = network_waiting(actor_of(demo.members["mirjana.koordinator"]), None, 25).waits
    assert waits
    references = Referral.objects.filter(network__slug="vranje").values("reference")
    # Where whoever sent it owes the next step, their name stands nowhere; who has no login is asked
    # by telephone, and the asking is a task of whoever sent it.
    for one in (one for one in waits if one.institution is not None and connected(one.institution)):
        held = Task.objects.open().filter(institution=one.institution, reference__in=references)
        assert held.values("reference").distinct().count() >= one.n, one.institution


def test_the_closed_years_of_the_demo_are_announced_handed_over_and_waiting(demo):
    people = DemoPeople(demo.members, PASSWORD)
    drawn = noise.is_installed()
    waits, before = Release.objects.order_by("-cohort_year")
    assert (waits.status, before.status) == ("announced", "approved" if drawn else "announced")
    # Noise is never invented: without OpenDP there is no number.
    assert bool(before.result) is drawn
    rows = YearFigures.objects.select_related("network", "national", "box").order_by("made_at")
    told = {(one.network.slug, one.year, one.state) for one in rows}
    assert told == {
        ("vranje", before.cohort_year, "released"),
        ("nis", waits.cohort_year, "released"),
        ("vranje", waits.cohort_year, "waiting"),
    }
    given, waiting = [one for one in rows if one.state == "released"], rows.get(state="waiting")
    national = Network.objects.get(kind=Network.Kind.NATIONAL)
    said = open_handed_over(given, national, **just_proved(people, "irena.centar"))
    assert all(one.figures["profile"].total() > 40 for one in said.values())
    # Petar is asked, in time still, and counts the same as Dora did.
    task = Task.objects.open().get(kind="count_again")
    assert task.owner == demo.members["petar.podaci"]
    assert task.due_at > timezone.now()
    assert compare_figures(waiting, **just_proved(people, "petar.podaci")).equal
