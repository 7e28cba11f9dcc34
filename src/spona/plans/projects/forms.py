"""Which report: donor, kind and period. It comes by GET and changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from spona.forms.days import day_field
from spona.plans.projects.report import Asked
from spona.projects.models import Donor, Project, ReportKind


class ReportForm(forms.Form):
    donor = forms.ModelChoiceField(Donor.objects.none(), label=_("Donor"), empty_label=None)
    form = forms.ChoiceField(label=_("Which report"), choices=ReportKind.choices)
    first = day_field(_("First day it is about"))
    last = day_field(_("Last day it is about"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        field = cast("forms.ModelChoiceField", self.fields["donor"])
        rows = Donor.objects.standing().filter(project=project)
        field.queryset = rows.select_related("institution")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise forms.ValidationError(
                _now("The last day comes before the first one. Correct one of the two dates.")
            )
        return cleaned

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        kind = ReportKind(typed["form"])
        return Asked(self.project, typed["donor"], kind, typed["first"], typed["last"])


def usual(project: Project, donor: Donor | None, today: dt.date) -> dict[str, Any]:
    """The half-year that is over; of a finished project the whole of it."""
    whole = project.starts_on and project.ends_on and project.ends_on < today
    if whole:
        first, last, kind = project.starts_on, project.ends_on, ReportKind.FINAL
    else:
        kind = ReportKind.INTERIM
        first, last = _half_year(today)
        if project.starts_on and first < project.starts_on <= last:
            first = project.starts_on
    return {"donor": donor.pk if donor else "", "form": kind.value, "first": first, "last": last}


def _half_year(today: dt.date) -> tuple[dt.date, dt.date]:
    if today.month > 6:
        return dt.date(today.year, 1, 1), dt.date(today.year, 6, 30)
    return dt.date(today.year - 1, 7, 1), dt.date(today.year - 1, 12, 31)
