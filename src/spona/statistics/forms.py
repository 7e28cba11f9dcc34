"""The counted record as a form; the page of a file puts it in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.directory.models import Network
from spona.forms.choices import offer_choices
from spona.reference.models import Code, Town
from spona.statistics import codes
from spona.statistics.record import FIRST_YEAR, Document, empty, validate

type Choices = list[tuple[str, str | Promise]]

_FACT = "fact_"


class CountForm(forms.Form):
    """`CountForm(data or None, document=…, network=…)`; after `is_valid()`: `to_document()`.

    Who reported, the year of the report and whether the answer came in time are the file's to
    tell, so the year is asked only where it is missing and the other two not at all.
    """

    cohort_year = forms.IntegerField(
        label=_("Year in which the person was first reported or identified"),
        widget=forms.NumberInput(attrs={"class": "is-short"}),
        error_messages={
            "required": _("Write the year in which the person was first reported or identified."),
            "invalid": _("Write the year with four digits."),
        },
    )
    town = forms.ChoiceField(label=_("Town"))
    sex = forms.ChoiceField(label=_("Sex"), choices=list(codes.SEX.items()))
    age_band = forms.ChoiceField(label=_("Age at that time"), choices=list(codes.AGE_BAND.items()))
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=list(codes.CITIZENSHIP.items()))
    exploitation = forms.ChoiceField(
        label=_("Kind of exploitation"), choices=list(codes.EXPLOITATION.items())
    )
    control = forms.MultipleChoiceField(
        label=_("How the person was kept in it"),
        choices=list(codes.CONTROL.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one answer. “Not known” is an answer too.")},
    )
    recruiter = forms.ChoiceField(
        label=_("Who drew the person in"), choices=list(codes.RECRUITER.items())
    )
    status = forms.ChoiceField(label=_("Decision"), choices=list(codes.STATUS.items()))
    identified_by = forms.ChoiceField(label=_("Who identified the person"))
    consent_stats = forms.ChoiceField(
        label=_("May this person be counted?"),
        help_text=_("Only sums leave the file, and small ones are never shown."),
        choices=list(codes.CONSENT.items()),
    )

    def __init__(self, *args: Any, document: Document, network: Network, **kwargs: Any) -> None:
        self.before = document
        facts = {_FACT + fact: answer for fact, answer in document["complete"].items()}
        kwargs["initial"] = document | facts
        super().__init__(*args, **kwargs)
        for fact, label in codes.FACTS.items():
            self.fields[_FACT + fact] = forms.ChoiceField(
                label=str(label), choices=list(codes.FACT.items())
            )
        offer_choices(self, "town", town_choices(network, document["town"]))
        offer_choices(self, "identified_by", sector_choices(codes.IDENTIFIED_BY))
        # Each person is counted in one year, so what once stood there stays.
        year = self.fields["cohort_year"]
        year.disabled = document["cohort_year"] is not None
        year.widget.attrs |= {"min": FIRST_YEAR, "max": today().year}

    @property
    def facts(self) -> list[forms.BoundField]:
        """What the report had when it came, as fields: a group of their own on the page."""
        return [self[_FACT + fact] for fact in codes.FACTS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for field, sentence in validate(self.to_document(), before=self.before).items():
                self.add_error(field if field in self.fields else None, sentence)
        return cleaned

    def to_document(self) -> Document:
        """The record as it is to be sealed; what the form does not ask stays as it was."""
        said = {name: self.cleaned_data[name] for name in empty() if name in self.fields}
        facts = {fact: self.cleaned_data[_FACT + fact] for fact in codes.FACTS}
        return self.before | said | {"complete": facts}


def town_choices(network: Network, chosen: str) -> Choices:
    """The towns that the network serves, its own first; one that it served once stays a choice."""
    served = set(network.towns_served.values_list("town__slug", flat=True)) | {network.town.slug}
    kept = {chosen} - set(codes.TOWN)
    found = Town.objects.filter(slug__in=served | kept)
    rows = sorted(found, key=lambda town: (town.slug != network.town.slug, town.slug))
    return [*((town.slug, str(town.words)) for town in rows), *codes.TOWN.items()]


def sector_choices(also: codes.Codes) -> Choices:
    """The sectors in the words of `reference`, then the answers that are none."""
    words = sector_words(codes.SECTORS)
    return [*((code, words[code]) for code in codes.SECTORS), *also.items()]


def sector_words(wanted: Iterable[str]) -> dict[str, str]:
    """Sector → its words today; a sector that the list lost shows its code."""
    known = Code.objects.labels("sector", today())
    return {code: known.get(code, code) for code in wanted}
