"""POST into totals, services, places and their parts."""

from spona.services.forms.parts import FORMS, PartForm
from spona.services.forms.places import PlaceForm
from spona.services.forms.service import EndForm, ServiceForm
from spona.services.forms.totals import CountField, TotalsForm

__all__ = [
    "FORMS",
    "CountField",
    "CreatingForm",
    "EndForm",
    "PartForm",
    "PlaceForm",
    "ServiceForm",
    "TotalsForm",
]
