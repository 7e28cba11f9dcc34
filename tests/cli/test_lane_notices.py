"""A part of the log is closed, or open again: who works there and who coordinates hears of it, once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from spona import audit
from spona.access.actor import Actor
from spona.audit import lane_heads
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Entry
from spona.audit.recording import SYSTEM_LANE
from spona.cli.serve.worker_jobs import verify_lanes
from spona.cli.verify import run
from spona.notifications.mail import message
from spona.notifications.models import Notice
from spona.vault.actions import tell_of_closed_lanes
from tests.audit.tampering import without_triggers
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
HOUSE = Actor.system("housekeeping")
_built, world = kept(build)


@pytest.fixture(autouse=True)
def _outside(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    yield
    lane_heads._files.clear()


@pytest.fixture
def cut(world, django_capture_on_commit_callbacks):
    """The last line of the centre's log goes."""
    with django_capture_on_commit_callbacks(execute=True), audit.transaction() as log:
        log.record("chain:written", by=HOUSE, subject=("log", None), lane=world.csw.pk)
    without_triggers()
    Entry.objects.filter(lane=world.csw.pk).order_by("-seq").first().delete()


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("account_id", flat=True))


def ids(*people):
    return sorted(one.account.pk for one in people)


def test_officers_and_coordinator_hear_once_that_it_is_closed(world, cut):
    verify_lanes()
    assert told("log_closed") == ids(world.bea, world.boris)
    assert told("log_closed_network") == ids(world.kosta)
    before = Notice.objects.count()
    for _ in range(2):
        verify_lanes()
        tell_of_closed_lanes(by=HOUSE)
    assert Notice.objects.count() == before
    ways = dict(Notice.objects.filter(kind__startswith="log_").values_list("account_id", "link"))
    assert ways[world.bea.account.pk] == reverse("vault:log")
    there = reverse("directory:institution", args=[world.csw.code])
    assert ways[world.kosta.account.pk] == there
    # The page to which it leads opens, though everything else is closed.
    assert world.bea.sign_in().get(reverse("vault:log")).status_code == 200
    assert world.kosta.sign_in().get(there).status_code == 200


def test_the_head_hears_of_it_without_a_way_that_is_not_theirs(world):
    heads_file().close(Fault(world.school.pk, "entry 3 was changed"))
    assert tell_of_closed_lanes(by=HOUSE) == 1
    [notice] = Notice.objects.filter(kind="log_closed")
    assert (notice.account_id, notice.link) == (world.direktor.account.pk, "")


def test_the_mail_is_the_one_that_says_nothing(world, cut):
    verify_lanes()
    for notice in Notice.objects.filter(kind__startswith="log_"):
        assert notice.email
        sent = message(notice)
        said = f"{sent.subject} {sent.body}"
        for word in ("log", "dnevnik", "дневник", "zatvor", "затвор", str(world.csw.words)):
            assert word not in said.lower().replace("/login", "")


def test_whoever_is_refused_first_makes_that_they_hear_of_it(world):
    path = f"/cases/{file_of(world).reference}/"
    bea = world.bea.sign_in()
    assert get(bea, path)
    heads_file().close(Fault(world.csw.pk, "entry 3 was changed"))
    assert bea.get(path).status_code == 503
    assert told("log_closed") == ids(world.bea, world.boris)
    assert bea.get(path).status_code == 503
    assert told("log_closed_network") == ids(world.kosta)
    assert bea.get("/notices/").status_code == 200


def test_they_hear_when_the_operator_has_opened_it_again(
    world, cut, django_capture_on_commit_callbacks
):
    verify_lanes()
    with django_capture_on_commit_callbacks(execute=True):
        assert run(["open", world.csw.code, "--yes", "--reason", "machine"]) == 0
    assert told("log_opened") == ids(world.bea, world.boris)
    assert told("log_opened_network") == ids(world.kosta)
    before = Notice.objects.count()
    verify_lanes()
    assert Notice.objects.count() == before
    # Closed a second time is told a second time.
    heads_file().close(Fault(world.csw.pk, "entry 3 was changed"))
    verify_lanes()
    assert len(told("log_closed")) == 4


def test_of_the_system_they_hear_when_it_is_open_again(world, django_capture_on_commit_callbacks):
    """While it is closed nothing can be written, a notice neither; nothing fails for that."""
    heads_file().catch_up(begin=True)
    heads_file().close(Fault(SYSTEM_LANE, "entry 3 was changed"))
    heads_file().close(Fault(world.csw.pk, "entry 3 was changed"))
    before = Notice.objects.count()
    verify_lanes()
    assert tell_of_closed_lanes(by=HOUSE) == 0
    assert Notice.objects.count() == before
    with django_capture_on_commit_callbacks(execute=True):
        assert run(["open", "system", "--yes"]) == 0
    assert told("log_opened_network") == ids(world.kosta)
    assert told("log_closed") == ids(world.bea, world.boris)
