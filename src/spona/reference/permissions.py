from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied


def check_can_load_reference(actor: Actor) -> None:
    """Only the system loads the project's own data; people will edit lists, not files."""
    if not actor.may("reference:load"):
        raise Denied(_("Reference data is loaded by the server's operator. Ask the operator."))
