"""Somebody came by themselves: a file opens without a report of another institution."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.actions import Reported, open_case
from spona.cases.case.models import Case
from spona.cases.case.sections import empty_sections
from spona.cases.case.steps.actions import FirstContact
from spona.cases.fields.form_fields import asked_fields
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.vault.actions import to_account, to_institution
from spona.vault.models import ASSIGNED


def open_self_report(
    said: Mapping[str, str], *, network: Network, by: Actor, keys: Keyring
) -> Case:
    """Open a file with what the person said; whoever opens it leads it, the holders have it too.

    `said`: by the names of the fields. NotConnected where the
    institution has no holder; Denied where casework is not open.
    """
    own = acting_membership(by)
    if network.pk not in by.networks or not network.casework_open:
        raise Denied(_("Casework is not open in this network yet."))
    documents = empty_sections()
    for field in asked_fields("self"):
        documents[field.section][field.name] = said.get(field.name, "")
    assert by.account_id is not None
    readers = [to_institution(own.institution)]
    if not by.may("key:hold"):
        mine = to_account(by.account_id, basis=ASSIGNED, member_of=own.institution_id)
        readers.append(mine)
    with audit.transaction():
        return open_case(
            documents,
            institution=own.institution,
            network=network,
            readers=readers,
            opened_by=Case.OpenedBy.SELF_REPORT,
            reported=Reported("self"),
            first=FirstContact(owner=own),
            by=by,
            keys=keys,
        )
