"""The fields for a body that stands in no list: its name, town, kind, and a number to call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.cases.referral_pages.unlisted_body import ANOTHER, meant
from spona.directory.institution_names import full_name
from spona.directory.models import ELSEWHERE
from spona.forms.choices import offer_choices
from spona.reference.models import Code


class ElsewhereForm(forms.Form):
    """Beside a choice `institution`, of which `elsewhere` is the last answer."""

    body_name = forms.CharField(
        label=_("Full name of the body"),
        help_text=_("As it stands on its stamp. It is sealed with what you send."),
        max_length=200,
        required=False,
    )
    body_town = forms.CharField(label=_("Town or village"), max_length=80, required=False)
    body_sector = forms.ChoiceField(
        label=_("What kind of body is it?"),
        help_text=_("The deadline and the legal basis depend on it."),
        required=False,
    )
    body_phone = forms.CharField(
        label=_("Its phone"),
        help_text=_("Only if somebody has called it. Nothing is sent to this number."),
        max_length=40,
        required=False,
    )
    body_is = forms.ChoiceField(
        label=_("The directory has something like it. Is it one of these?"),
        widget=forms.RadioSelect,
        required=False,
    )

    def offer_elsewhere(self, data: Any) -> None:
        """`data`: what was typed until now, by which doubles of the directory are found."""
        rows = sorted(Code.objects.of("sector", timezone.localdate()), key=lambda row: row.order)
        kinds = [(row.code, str(row.words)) for row in rows]
        if "body_sector" in self.fields:
            offer_choices(self, "body_sector", kinds, _("choose …"))
        found = meant(data or {}).alike
        if not found:
            del self.fields["body_is"]
            return
        offered = [(str(one.pk), full_name(one)) for one in found]
        none = (ANOTHER, _("No, it is another body"))
        offer_choices(self, "body_is", [*offered, none])

    def without_elsewhere(self) -> None:
        for name in ("body_name", "body_town", "body_sector", "body_phone", "body_is"):
            self.fields.pop(name, None)

    def check_elsewhere(self, cleaned: dict[str, Any], *, kind: bool = True) -> None:
        """What is missing of a typed body, each beside its field."""
        if cleaned.get("institution") != ELSEWHERE:
            return
        if not cleaned.get("body_name"):
            self.add_error("body_name", _("Write the full name of the body."))
        if not cleaned.get("body_town"):
            self.add_error(
                "body_town", _("Write the town. Bodies in two towns may have the same name.")
            )
        if kind and not cleaned.get("body_sector") and "body_sector" not in self.errors:
            self.add_error("body_sector", _("Choose what kind of body it is."))
        if "body_is" in self.fields and not cleaned.get("body_is") and "body_is" not in self.errors:
            self.add_error("body_is", _("Choose the one you mean, or say that it is another body."))
