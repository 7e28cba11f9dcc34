"""A box that belonged to nobody gets its owner; and a code that opens nothing any more goes."""

from __future__ import annotations

from django.db.models import Q

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings
from spona.vault import permissions, row_integrity
from spona.vault.actions.ending import end_grants
from spona.vault.actions.granting import destroy, release
from spona.vault.models import CODE, INSTITUTION, MEMBER, Box, Code, Grant


def adopt(box: Box, *, by: Actor) -> Box:
    """Make an unowned box the own institution's: the wraps of every other institution go.

    What was held back for the own side is released, a code keeps what it opens. Needs nobody's
    key. Denied where another institution owns it, or where no open key leads to `by`.
    """
    with audit.transaction() as log:
        row = row_integrity.check(Box.objects.select_for_update(of=("self",)).get(pk=box.pk))
        permissions.check_can_adopt(by, row)
        if row.owner_institution_id is None:
            row.owner_institution_id = by.institution_id
            row_integrity.stamp(row).save()
            log.record("box:adopted", by=by, subject=("box", row.pk))
        assert by.institution_id is not None
        people = Q(to_kind__in=(INSTITUTION, MEMBER))
        grants = Grant.objects.filter(people, section__box=row)
        destroy([one for one in grants if not permissions.is_of(one, by.institution_id)], by=by)
        release(row, by=by, institution=by.institution_id)
    return row


def end_code(code: Code, *, by: Actor) -> None:
    """The code opens nothing from now on: its row and every wrap made to it are gone."""
    permissions.check_can_end_code(by)
    with audit.transaction() as log:
        grants = Grant.objects.filter(to_kind=CODE, to_id=code.pk)
        end_grants(list(grants.values_list("pk", flat=True)))
        gone, _rows = Code.objects.filter(pk=code.pk).delete()
        if gone:
            log.ending(endings.CODE, code.pk)
            log.record("code:ended", by=by, subject=("code", code.pk))
