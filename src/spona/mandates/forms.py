"""POST into the arguments of one action. Days are last days, as people write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from spona.attachments.forms import AttachmentField
from spona.directory.forms import (
    InstitutionChoice,
    InstitutionsChoice,
    PersonChoice,
    first_day_without,
    offer,
)
from spona.directory.models import DatePrecision, Institution, Member
from spona.forms.days import day_field
from spona.mandates.actions import DocumentFacts
from spona.mandates.models import FoundingDocument, Quorum
from spona.mandates.words import document_name, validity_words
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm


def _scan(label: Any) -> AttachmentField:
    return AttachmentField(
        label=label, required=False, help_text=_("A scan or a PDF, ten megabytes at most.")
    )


class DocumentChoice(forms.ModelChoiceField):
    """A document with the time in which it holds. `kinds` are the words of its kinds."""

    kinds: Mapping[str, str] = MappingProxyType({})

    def label_from_instance(self, obj: FoundingDocument) -> str:
        return f"{document_name(obj, self.kinds)} ({validity_words(obj)})"


class DocumentForm(CreatingForm):
    kind = forms.ChoiceField(label=_("Kind of act"), required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("As it stands on the act. Left empty, the kind stands in its place."),
    )
    number = forms.CharField(label=_("Registry number"), max_length=80, required=False)
    signed_on = day_field(_("Signed on"), required=False)
    signed_precision = forms.ChoiceField(
        label=_("What is known of that day"),
        choices=[
            (DatePrecision.DAY, _("the day")),
            (DatePrecision.MONTH, _("the month and the year")),
            (DatePrecision.YEAR, _("the year")),
            (DatePrecision.ABOUT, _("about the year")),
        ],
        initial=DatePrecision.DAY,
        required=False,
    )
    first_day = day_field(
        _("Holds from"), _("Left empty: from the day of signing."), required=False
    )
    last_day = day_field(_("Last day"), _("Left empty: without an end."), required=False)
    replaces = DocumentChoice(
        FoundingDocument.objects.none(),
        label=_("It replaces"),
        required=False,
        empty_label=_("no other act"),
        help_text=_("The one before it ends the day before."),
    )
    coordinated_by = InstitutionChoice(
        Institution.objects.none(),
        label=_("Who coordinates"),
        required=False,
        empty_label=_("the act names nobody"),
    )
    deputised_by = InstitutionChoice(
        Institution.objects.none(),
        label=_("Who deputises"),
        required=False,
        empty_label=_("the act names nobody"),
    )
    reports_to = forms.CharField(
        label=_("To whom the network reports"),
        max_length=200,
        required=False,
        help_text=_("As the act says it, for example: the city council, once a year."),
    )
    quorum = forms.ChoiceField(
        label=_("How many have to be there to decide"),
        choices=Quorum.choices,
        widget=forms.RadioSelect,
        initial=Quorum.NONE,
        required=False,
    )
    quorum_number = forms.IntegerField(
        label=_("How many, or how many percent"),
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "is-short", "inputmode": "numeric"}),
    )
    remind_days = forms.IntegerField(
        label=_("Remind so many days before the end"),
        min_value=1,
        max_value=730,
        initial=60,
        widget=forms.NumberInput(attrs={"class": "is-short", "inputmode": "numeric"}),
    )
    source = forms.CharField(
        label=_("Where this is written"),
        max_length=300,
        required=False,
        help_text=_("For example the official gazette, or whose archive the act lies in."),
    )
    paper = _scan(_("The act itself"))

    def __init__(
        self,
        *args: Any,
        kinds: dict[str, str],
        bodies: QuerySet[Institution],
        documents: QuerySet[FoundingDocument] | None,
        **kwargs: Any,
    ) -> None:
        """`documents`: which the new one may replace; None where a document is corrected."""
        super().__init__(*args, **kwargs)
        chosen = cast("forms.ChoiceField", self.fields["kind"])
        chosen.choices = [("", _("choose")), *kinds.items()]
        for name in ("coordinated_by", "deputised_by"):
            offer(self.fields[name], bodies)
        if documents is None:
            del self.fields["replaces"]
        else:
            replaced = cast("DocumentChoice", self.fields["replaces"])
            replaced.kinds = kinds
            replaced.queryset = documents

    def facts(self, known: Sequence[dict[str, str]] = ()) -> DocumentFacts:
        """`known`: the sources that the document has already."""
        said = self.cleaned_data
        quorum = said["quorum"] or Quorum.NONE
        source = said["source"].strip()
        more = [{"fact": source, "source": ""}] if source else []
        return DocumentFacts(
            kind=said["kind"],
            title=said["title"],
            number=said["number"],
            signed_on=said["signed_on"],
            signed_precision=said["signed_precision"] if said["signed_on"] else "",
            starts_on=said["first_day"],
            ends_on=first_day_without(said["last_day"]),
            coordinated_by=said["coordinated_by"],
            deputised_by=said["deputised_by"],
            reports_to=said["reports_to"],
            quorum=quorum,
            quorum_number=said["quorum_number"]
            if quorum in (Quorum.NUMBER, Quorum.SHARE)
            else None,
            remind_days=said["remind_days"],
            sources=[*known, *(one for one in more if one not in known)],
        )


def of_document(document: FoundingDocument) -> dict[str, Any]:
    """What stands in the form when a document is corrected."""
    return {
        "kind": document.kind,
        "title": document.title,
        "number": document.number,
        "signed_on": document.signed_on,
        "signed_precision": document.signed_precision or DatePrecision.DAY,
        "first_day": document.starts_on,
        "last_day": document.last_day,
        "coordinated_by": document.coordinated_by_id,
        "deputised_by": document.deputised_by_id,
        "reports_to": document.reports_to,
        "quorum": document.quorum,
        "quorum_number": document.quorum_number,
        "remind_days": document.remind_days,
    }


class EndDocumentForm(forms.Form):
    last_day = day_field(_("Last day"), required=True)
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False,
        help_text=_("For example: the city council has adopted another decision."),
    )  # fmt: skip


class SignForm(CarefulForm, CreatingForm):
    careful = ("signed_by",)

    institutions = InstitutionsChoice(
        Institution.objects.none(),
        label=_("Who has signed"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who has signed.")},
    )
    signed_on = day_field(
        _("Signed on"), _("Left empty where nobody knows the day."), required=False
    )
    signed_by = forms.CharField(
        label=_("Who signed for them"),
        max_length=120,
        required=False,
        help_text=_("The position, not the name: director, mayor, head of the branch."),
    )
    paper = _scan(_("The signed page"))

    def __init__(self, *args: Any, unsigned: QuerySet[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["institutions"], unsigned)


class ConditionForm(CreatingForm):
    on = day_field(_("Met on"), required=True)
    until = day_field(_("Valid until"), required=False)
    document = forms.CharField(
        label=_("Number of the signed document"),
        max_length=80,
        required=False,
        help_text=_("As the records office gave it. Empty where nothing is signed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paper = _scan(_("The signed paper"))

    def __init__(self, *args: Any, months: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = (
            ngettext(
                "Left empty: %(n)d month, as the list says.",
                "Left empty: %(n)d months, as the list says.",
                months,
            )
            % {"n": months}
            if months
            else _("Left empty: without an end.")
        )


class HandOverForm(forms.Form):
    successor = PersonChoice(
        Member.objects.none(),
        label=_("Who takes over"),
        required=False,
        empty_label=_("choose"),
    )
    name = forms.CharField(
        label=_("Or write the name of whoever takes over"),
        max_length=120,
        required=False,
        help_text=_("Whoever is written down here works on paper; a login comes later."),
    )
    first_day = day_field(_("First day of the mandate"), required=False)
    last_day = day_field(_("Last day of the mandate"), required=False)

    def __init__(
        self, *args: Any, colleagues: QuerySet[Member], on_paper: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["successor"], colleagues)
        if not on_paper:
            del self.fields["name"]
            self.fields["successor"].required = True

    @property
    def mandate_ends_on(self) -> dt.date | None:
        return first_day_without(self.cleaned_data["last_day"])
