"""A phone, told apart from the others of its round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spona.forms.text import text_field
from spona.reference.forms import CreatingForm


class DeviceForm(CreatingForm):
    label = text_field(
        _("Which phone"), length=40,
        help_text=_("For example “blue, office 2”. No name of a person: it stands here in clear."),
        error_messages={"required": _("Write by what you tell this phone from the others.")},
    )  # fmt: skip
