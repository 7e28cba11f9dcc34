"""Rows of grants that somebody wrote past Spona: nothing that is sealed later goes to them.

A planted row opens nothing itself. But new wraps are made to whoever has a grant, so each
place that reads rows for that has to ask whether they are ours.
"""

import uuid

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.vault import actions
from spona.vault.key_resolution import standing
from spona.vault.models import Grant, Section
from tests.audit.tampering import planted_row_line
from tests.vault import world


@pytest.fixture
def case(w):
    to = [actions.to_institution(w.csw), actions.to_account(w.ema.account, basis="assigned")]
    return actions.create_box(
        "case",
        owner=w.csw.pk,
        sections={"plan": world.text("Први")},
        grants={"plan": to},
        **w.bea.acts,
    )


def plant(section, somebody, **more):
    """A row as a writer of the database would make it, without the key outside of it."""
    facts = {
        "id": uuid.uuid4(), "section": section, "to_kind": "member", "state": "open",
        "to_id": somebody.account.pk, "member_of": somebody.member.institution_id,
        "wrapped": b"\1" * 80, "mac": b"\2" * 32, "granted_at": timezone.now(),
    }  # fmt: skip
    Grant.objects.bulk_create([Grant(**facts | more)])
    return Grant.objects.get(pk=facts["id"])


def test_a_planted_row_gets_no_wrap_when_the_key_is_made_anew(w, case, section):
    """Boris leaves, so the next saving makes a new key; Cora has planted a row before."""
    plan = section(case, "plan")
    plant(plan, w.cora)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    saved = actions.save_section(plan, world.text("После"), revision=1, **w.ema.acts)
    assert saved.version == 2
    with pytest.raises(Denied):
        actions.open_section(section(case, "plan"), **w.cora.acts)
    assert not saved.grants.filter(to_id=w.cora.account.pk).exists()
    assert actions.open_section(section(case, "plan"), **w.ema.acts)["words"] == "После"


def test_what_was_taken_back_and_put_back_gets_no_wrap_either(w, case, section):
    plan = section(case, "plan")
    mine = plan.grants.get(to_id=w.ema.account.pk)
    actions.destroy(mine, by=w.bea.actor)
    Grant.objects.bulk_create([mine])
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    actions.save_section(
        plan, world.text("После"), revision=1, by=w.biljana.actor, keys=w.biljana.keys
    )
    assert not Section.objects.get(pk=plan.pk).grants.filter(to_id=w.ema.account.pk).exists()


def test_what_was_replaced_stays_gone_when_it_is_put_back(w, case, section):
    """Taking back the newer wrap must not leave an older one that opens when put back."""
    plan = section(case, "plan")
    older = plan.grants.get(to_id=w.ema.account.pk)
    actions.grant(plan, actions.to_account(w.ema.account, basis="other"), **w.bea.acts)
    actions.destroy(plan.grants.get(to_id=w.ema.account.pk), by=w.bea.actor)
    Grant.objects.bulk_create([older])
    with pytest.raises(Denied):
        actions.open_section(section(case, "plan"), **w.ema.acts)


def test_no_line_that_somebody_puts_into_the_log_brings_a_destroyed_one_back(w, case, section):
    plan = section(case, "plan")
    mine = plan.grants.get(to_id=w.ema.account.pk)
    actions.destroy(mine, by=w.bea.actor)
    Grant.objects.bulk_create([mine])
    planted_row_line(mine.pk, "grant", "aa")
    assert actions.open_many([section(case, "plan")], purpose="page", **w.ema.acts) == {}
    assert mine not in standing(plan.grants.all())


def test_only_rows_of_ours_that_nobody_took_away_stand(w, case, section):
    plan = section(case, "plan")
    planted = plant(plan, w.cora)
    gone = plan.grants.get(to_id=w.ema.account.pk)
    actions.destroy(gone, by=w.bea.actor)
    Grant.objects.bulk_create([gone])
    found = {one.pk for one in standing(Grant.objects.filter(section=plan))}
    assert planted.pk not in found
    assert gone.pk not in found
    assert len(found) == 1
