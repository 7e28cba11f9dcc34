"""Propose and adopt a period of keeping, and set the review month of an institution."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.retention.codes import YEARS, outcome_labels
from spona.cases.retention.models import RetentionRule, ReviewMonth
from spona.cases.retention.permissions import check_can_adopt, check_can_set
from spona.directory.models import Institution
from spona.reference.models.signed import verify_rows

_SHORTEST_SOURCE: Final = 5


def propose_rule(
    institution: Institution, *, outcome: str, years: int, source: str, by: Actor
) -> RetentionRule:
    """It holds for nothing until another person adopts it; a proposal that waits is replaced."""
    check_can_set(by, institution.pk)
    if outcome not in outcome_labels():
        raise ValueError(f"{outcome!r} is no outcome")
    if years not in YEARS:
        raise Denied(_("Write a number of years from 1 to 100."))
    if len(source.strip()) < _SHORTEST_SOURCE:
        raise Denied(_("Write where this period stands: an act with its article, or a decision."))
    with audit.transaction() as log:
        for older in _locked(institution, outcome).filter(adopted_at=None):
            _end(older)
        rule = RetentionRule.objects.create(
            institution=institution,
            outcome=outcome,
            years=years,
            source=source.strip(),
            proposed_by=acting_membership(by),
            proposed_at=deadlines.now(),
        )
        log.record("retention:proposed", by=by, subject=("institution", institution.pk))
    return rule


def adopt_rule(rule: RetentionRule, *, by: Actor) -> RetentionRule:
    """From now on cases with this outcome are kept so; what held before ends.

    Conflict where a colleague was faster. What is sealed with a case stays as it is there.
    """
    check_can_adopt(by, rule)
    with audit.transaction() as log:
        rows = _locked(rule.institution, rule.outcome)
        now = rows.filter(pk=rule.pk, adopted_at=None).first()
        if now is None:
            raise Conflict(_("This proposal is not there any more. Look at the list again."))
        verify_rows(now)
        for older in rows.filter(adopted_at__isnull=False):
            _end(older)
        now.adopted_by, now.adopted_at = acting_membership(by), deadlines.now()
        now.save(update_fields=["adopted_by", "adopted_at"])
        log.record("retention:adopted", by=by, subject=("institution", rule.institution_id))
    return now


def withdraw_rule(rule: RetentionRule, *, by: Actor) -> None:
    """A proposal goes away; again changes nothing. What holds is only replaced by another rule."""
    check_can_set(by, rule.institution_id)
    with audit.transaction() as log:
        now = _locked(rule.institution, rule.outcome).filter(pk=rule.pk).first()
        if now is None:
            return
        if now.adopted_at is not None:
            raise Conflict(_("A colleague has adopted it meanwhile."))
        _end(now)
        log.record("retention:withdrawn", by=by, subject=("institution", rule.institution_id))


def set_review_month(institution: Institution, month: int, *, by: Actor) -> None:
    """In this month the intake holders are asked to look through the closed files."""
    check_can_set(by, institution.pk)
    if month not in range(1, 13):
        raise ValueError("a year has twelve months")
    with audit.transaction() as log:
        rows = ReviewMonth.objects.select_for_update(of=("self",))
        row = rows.filter(institution=institution).first()
        if row is None:
            ReviewMonth.objects.create(institution=institution, month=month)
        elif row.month != month or not row.has_valid_mac():
            # What somebody wrote past Spona is replaced, not believed.
            row.delete()
            ReviewMonth.objects.create(institution=institution, month=month)
        log.record("retention:month_set", by=by, subject=("institution", institution.pk))


def _locked(institution: Institution, outcome: str) -> QuerySet[RetentionRule]:
    rows = RetentionRule.objects.select_for_update(of=("self",))
    return rows.filter(institution=institution, outcome=outcome, ended_at=None).order_by("pk")


def _end(rule: RetentionRule) -> None:
    rule.ended_at = deadlines.now()
    rule.save(update_fields=["ended_at"])
