"""What goes without the person's agreement takes two people, whichever way it comes about."""

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.consent.ground import bases_for
from spona.cases.models import Referral
from spona.cases.referrals.actions import approve, confirm_forward, propose_forward
from spona.tasks.models import Task
from spona.vault.actions import add_holder
from tests.cases.flow import get
from tests.cases.moving import by_law, connect, file_of, opened_by, referred
from tests.cases.world import _somebody


def asked_to_go_on(world):
    """Bea has sent it by law, Boris has approved; the police say that it is for Niš."""
    connect(world, world.police, "pera")
    case = file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Delo.")
    row = approve(row, **world.boris.can)
    row = opened_by(row, world.pera)
    return propose_forward(
        row, to=world.csw_nis, network=world.nis, reason="matter", **world.pera.can
    )


def law(row, to):
    between = {"sender": row.sender_institution.sector, "recipient": to.sector}
    return bases_for(**between, age="adult", on=timezone.localdate())[0]


def test_who_sends_it_on_is_not_the_second_person_too(world):
    """Bea wrote it. Boris sends it on, so he has seen it; with the two of them nobody is left."""
    row = asked_to_go_on(world)
    with pytest.raises(Denied, match="two people"):
        confirm_forward(row, basis=law(row, world.csw_nis), **world.boris.can)
    assert Referral.objects.get(pk=row.pk).state == "awaiting_competent"


def test_a_third_one_is_asked_and_the_one_who_sent_it_on_is_refused(world):
    ceca = world.people.setdefault("ceca", _somebody("ceca", world.csw, "intake_holder"))
    add_holder(world.csw, ceca.account, hold_hours=0, **world.bea.can)
    row = asked_to_go_on(world)
    after = confirm_forward(row, basis=law(row, world.csw_nis), **world.boris.can)
    assert (after.state, after.sent_by) == ("awaiting_approval", world.bea.member)
    task = Task.objects.open().get(kind="approve_sending", subject_id=after.pk)
    assert task.owner == ceca.member
    with pytest.raises(Denied, match="second person"):
        approve(after, **world.boris.can)
    assert approve(after, **ceca.can).state == "sent"


@pytest.mark.parametrize("connected", [True, False])
def test_nothing_of_it_is_printed_before_the_second_person_has_let_it_go(world, connected):
    if connected:
        connect(world, world.police, "pera")
    case = file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Delo.")
    bea, path = world.bea.sign_in(), f"/r/{row.reference}/"
    papers = [f"{path}report.pdf"] if connected else [f"{path}report.pdf", f"{path}call.pdf"]
    before = get(bea, path)
    for paper in papers:
        assert paper not in before
        assert bea.get(paper).status_code == 404
    approve(row, **world.boris.can)
    after = get(bea, path)
    for paper in papers:
        assert paper in after
        assert bea.get(paper).status_code == 200


def test_whoever_prepared_it_is_no_second_person_when_the_row_says_another_name(world):
    """The writer of the database has put a colleague's name into the row."""
    connect(world, world.police, "pera")
    case = file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Delo.")
    Referral.objects.filter(pk=row.pk).update(sent_by=world.boris.member)
    with pytest.raises(Denied):
        approve(Referral.objects.get(pk=row.pk), **world.bea.can)
