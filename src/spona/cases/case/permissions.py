from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution


def check_can_open_case(actor: Actor, institution: Institution) -> None:
    """Each institution keeps its own file, so nobody opens one for another."""
    if actor.institution_id != institution.pk or not actor.may("case:open"):
        raise Denied(_("Only people who keep the files of this institution open one."))
