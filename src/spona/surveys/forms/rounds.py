"""A round before it begins: which form, who asks whom, on which days, who reads single answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Institution, Member, Network
from spona.directory.queries import institutions_of, network_members
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm
from spona.reference.scripts import serbian_key
from spona.reference.templatetags.scripts import in_script
from spona.reference.words import Words, is_cyrillic
from spona.surveys.actions import Outline
from spona.surveys.ready_made import NAMES, ReadyMade, ready_made

OWN: Final = "own"


class FormFileForm(forms.Form):
    """A corrected form in place of the one before."""

    file = forms.FileField(
        label=_("Form in Excel (XLSForm)"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class RoundForm(CreatingForm):
    source = forms.ChoiceField(
        label=_("Where the questions come from"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire.")},
    )
    file = forms.FileField(
        label=_("Form in Excel (XLSForm)"),
        required=False,
        help_text=_("Only with a form of your own."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    title_sr = text_field(
        _("Title in Serbian"), length=120, required=False,
        help_text=_("In Cyrillic; Latin is made from it. Empty: the title of the form."),
    )  # fmt: skip
    title_en = text_field(_("Title in English"), length=120, required=False)
    asked = text_field(
        _("Who is asked"), length=200, error_messages={"required": _("Write who is asked.")}
    )
    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Who asks"), empty_label=_("choose"),
        error_messages={"required": _("Choose who asks."),
                        "invalid_choice": _("Choose who asks.")},
    )  # fmt: skip
    opens_on = day_field(_("First day"))
    closes_on = day_field(_("Last day"))
    destroy_on = day_field(
        _("Single answers are destroyed on"),
        error_messages={
            "required": _("Choose the day. It stands in what people read before they answer.")
        },
    )
    owners = forms.ModelMultipleChoiceField(
        Member.objects.none(), label=_("Who reads single answers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Analysts of the network. Everybody else sees only sums."),
        error_messages={"required": _("Choose at least one analyst.")},
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("Show it on the public page of the network while it is open"), required=False,
        help_text=_("Anybody may fill it in then, not only those whom you give the address."),
    )  # fmt: skip
    purpose_sr = text_field(_("What it is for"), length=500, rows=2, required=False)
    consent_sr = text_field(
        _("What people read before they answer"), length=2000, rows=4, required=False,
        help_text=_("Beside who asks, who reads and when it is destroyed. Empty: as the "
                    "ready-made questionnaire says."),
    )  # fmt: skip

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Institution.objects.filter(pk__in=[one.pk for one in institutions_of(network)])
        self.fields["institution"].queryset = rows  # type: ignore[attr-defined]
        _offer(self.fields["owners"], network_members(network, "analyst"))
        self.fields["institution"].choices = [  # type: ignore[attr-defined]
            ("", _("choose")),
            *sorted(
                ((one.pk, str(one.words)) for one in rows), key=lambda row: serbian_key(row[1])
            ),
        ]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            *((name, str(ready_made(name).title)) for name in NAMES),
            (OWN, _("My own XLSForm")),
        ]

    def clean_title_sr(self) -> str:
        return _cyrillic(self.cleaned_data["title_sr"])

    def clean_purpose_sr(self) -> str:
        return _cyrillic(self.cleaned_data["purpose_sr"])

    def clean_consent_sr(self) -> str:
        return _cyrillic(self.cleaned_data["consent_sr"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("source") == OWN and not given.get("file"):
            self.add_error("file", _("Choose a file."))
        return given

    @property
    def ready(self) -> ReadyMade | None:
        source = self.cleaned_data["source"]
        return None if source == OWN else ready_made(source)

    def outline(self, form_title: Words) -> Outline:
        given, ready = self.cleaned_data, self.ready
        title = {
            language: given[f"title_{language}"]
            for language in ("sr", "en")
            if given[f"title_{language}"]
        }
        consent = {"sr": given["consent_sr"]} if given["consent_sr"] else {}
        purpose = {"sr": given["purpose_sr"]} if given["purpose_sr"] else {}
        return Outline(
            purpose=Words(purpose),
            title=Words(title) or (ready.title if ready else form_title),
            asked=given["asked"],
            opens_on=given["opens_on"],
            closes_on=given["closes_on"],
            destroy_on=given["destroy_on"],
            consent=Words(consent) or (ready.consent if ready else Words()),
            public=given["public"],
        )


class OwnersForm(forms.Form):
    """`owners` read today; who comes is one of the other analysts."""

    add = forms.ModelChoiceField(
        Member.objects.none(), label=_("Who comes"), required=False, empty_label=_("nobody"),
        error_messages={"invalid_choice": _("Choose an analyst of the network.")},
    )  # fmt: skip
    remove = forms.ModelChoiceField(
        Member.objects.none(), label=_("Who goes"), required=False, empty_label=_("nobody"),
        error_messages={"invalid_choice": _("They do not read any more. Look at the page again.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, network: Network, owners: Collection[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = {one.person_id for one in owners}
        able = network_members(network, "analyst")
        _offer(self.fields["add"], [one for one in able if one.person_id not in people])
        _offer(self.fields["remove"], owners)


class CloseForm(forms.Form):
    late_phones = forms.BooleanField(
        label=_("Take answers from phones for three more days"), required=False, initial=True
    )


def _cyrillic(text: str) -> str:
    if text and not is_cyrillic(text):
        raise forms.ValidationError(_("Write the Serbian text in Cyrillic; Latin is made from it."))
    return text


def _offer(field: Any, rows: Collection[Member]) -> None:
    """These members, each with where they work."""
    chosen = Member.objects.filter(pk__in=[one.pk for one in rows])
    field.queryset = chosen.select_related("person", "institution").order_by("person__name", "pk")
    field.label_from_instance = lambda one: f"{in_script(one.person.name)} ({one.institution})"
