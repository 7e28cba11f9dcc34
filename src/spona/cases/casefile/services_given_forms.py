"""The form of a service that was given. Each mistake stands beside its field."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.access.actor import Actor
from spona.cases.careplan.plan import NOBODY, OWN, CarePlan, Need, PlanStep
from spona.cases.careplan.queries import providers_of
from spona.cases.careplan.service_actions import given_mark, mistakes_in
from spona.cases.careplan.service_given import Given
from spona.cases.careplan.service_kinds import kind_choices, kind_of
from spona.cases.case.models import Case
from spona.cases.casefile.careplan_forms import with_written
from spona.cases.fields.codes import choices
from spona.deadlines.late import today_in
from spona.forms.amount import LARGEST, AmountField, read_amount
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.projects.models import Donor, Project
from spona.projects.money import CURRENCIES
from spona.reference.scripts import fold
from spona.services.units import MONEY, NIGHT, UNITS

_NOTE: Final = 300
# As people write them; the code stands in the list.
_WRITTEN: Final = {"din": "RSD", "dinara": "RSD", "rsd": "RSD", "€": "EUR", "evra": "EUR"} | {
    one.lower(): one for one in CURRENCIES
}
_CURRENCY: Final = re.compile(r"[^\W\d_]+|€")
_GONE: Final = gettext_lazy("Choose one from the list.")


class GivenForm(forms.Form):
    """`one` is what stood there before; `typed` what is written now, once the form is valid."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of service is it?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _GONE),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("What is counted?"),
        choices=choices(UNITS),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Choose what is counted: nights, hours, sessions, meals or money."),
        ),
    )
    amount = forms.CharField(
        label=gettext_lazy("How much"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("For nights you may leave it empty: it follows from the days."),
        widget=forms.TextInput(
            attrs={"class": "is-short", "inputmode": "decimal", "autocomplete": "off"}
        ),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=lambda: [("", _("no money")), *((one, one) for one in CURRENCIES)],
        required=False,
        help_text=gettext_lazy("Only where money was given."),
        error_messages={"invalid_choice": _GONE},
    )
    first = day_field(
        gettext_lazy("From which day"),
        help_text=gettext_lazy("For nights: the evening of the first one."),
    )
    last = day_field(
        gettext_lazy("Until which day"), required=False,
        help_text=gettext_lazy("Empty: the same day. For nights: the evening of the last one."),
    )  # fmt: skip
    provider = forms.ChoiceField(
        label=gettext_lazy("Who gave it?"), error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _GONE
        )
    )  # fmt: skip
    paid_by = forms.ChoiceField(
        label=gettext_lazy("From which project, and who paid it?"),
        required=False,
        help_text=gettext_lazy("In the donor's report it appears only in a total of many people."),
        error_messages={"invalid_choice": _GONE},
    )
    note = text_field(gettext_lazy("Note"), length=_NOTE, required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    segmented: frozenset[str] = frozenset({"unit"})

    def __init__(
        self,
        *args: Any,
        case: Case,
        plan: CarePlan,
        step: PlanStep,
        need: Need,
        by: Actor,
        one: Given | None = None,
        **kwargs: Any,
    ) -> None:
        before = one or Given(
            kind=kind_of(need, step),
            provider="" if step.provider == NOBODY else step.provider,
            provider_name=step.provider_name,
        )
        kwargs["initial"] = self._initial_of(before, one)
        super().__init__(*args, **kwargs)
        self._case, self._plan, self._before = case, plan, before
        self._providers = dict(providers_of(case))
        if before.provider not in ("", OWN):
            self._providers.setdefault(before.provider, before.provider_name)
        rows = [(OWN, _("We ourselves")), *self._providers.items()]
        offer_choices(self, "provider", rows, None if before.provider else _("choose …"))
        offer_choices(self, "kind", with_written(kind_choices(), before.kind), _("choose …"))
        self._paid = _paying(case, by, before)
        offer_choices(self, "paid_by", _grouped(self._paid), _("no project"))
        if not self._paid:
            del self.fields["paid_by"]
        self.fields["first"].widget.attrs["max"] = today_in(case.network).isoformat()
        self.fields["last"].widget.attrs["max"] = today_in(case.network).isoformat()

    @staticmethod
    def _initial_of(before: Given, one: Given | None) -> dict[str, Any]:
        if one is None:
            return {"kind": before.kind, "provider": before.provider}
        return {
            "kind": one.kind, "unit": one.unit, "amount": AmountField().prepare_value(one.number),
            "currency": one.currency, "first": one.first_day, "last": one.last_day,
            "provider": one.provider, "note": one.note, "read": given_mark(one),
            "paid_by": _paid_code(one.project, one.donor) if one.project else "",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.errors.get("first") or self.errors.get("last") or self.errors.get("unit"):
            return said
        number = self._number(said)
        if number is None or self.errors:
            return said
        self.typed = self._typed(said, number)
        for name, sentence in mistakes_in(self._case, self._plan, self.typed):
            if name not in self.errors:
                self.add_error(name, sentence)
        return said

    def _number(self, said: dict[str, Any]) -> Decimal | None:
        """The amount without the currency that was written beside it."""
        text = said.get("amount", "").strip()
        found = {_WRITTEN.get(fold(word), "") for word in _CURRENCY.findall(text)}
        number = read_amount(_CURRENCY.sub(" ", text).strip(" ."))
        if len(found - {""}) > 1 or (said.get("currency") and found - {"", said["currency"]}):
            self.add_error(
                "amount", _("Two currencies stand here. Write each amount as an entry of its own.")
            )
        elif not text and said["unit"] == NIGHT:
            first, last = said["first"], said.get("last") or said["first"]
            return Decimal(max(1, (last - first).days + 1))
        elif not text:
            self.add_error("amount", _("Write how much it was. It must be more than zero."))
        elif number is None or "" in found:
            self.add_error("amount", _("Write the amount in digits, as 1.250,00."))
        elif number > LARGEST:
            self.add_error("amount", _("Check the number: it is too large."))
        else:
            if said["unit"] == MONEY and not said.get("currency"):
                said["currency"] = next(iter(found), "")
            return number
        return None

    def _typed(self, said: dict[str, Any], number: Decimal) -> Given:
        project = self._paid.get(said.get("paid_by", ""))
        return Given(
            id=self._before.id,
            kind=said["kind"],
            unit=said["unit"],
            amount=format(number, "f"),
            currency=said.get("currency", ""),
            first=said["first"].isoformat(),
            last=(said.get("last") or said["first"]).isoformat(),
            provider=said["provider"],
            provider_name=self._providers.get(said["provider"], ""),
            project=project[0] if project else "",
            project_name=project[1] if project else "",
            donor=project[2] if project else "",
            donor_name=project[3] if project else "",
            note=said.get("note", "").strip(),
        )


# Code of the choice → project, its short name, donor, the donor's name.
type Paying = dict[str, tuple[str, str, str, str]]


def _paid_code(project: str, donor: str) -> str:
    return f"{project}.{donor}" if donor else project


def _paying(case: Case, by: Actor, before: Given) -> Paying:
    """Projects of the file's network with their donors, and what stood there before."""
    found: Paying = {}
    projects = Project.objects.visible_to(by).filter(networks=case.network).order_by("slug")
    donors: dict[UUID, list[Donor]] = {}
    rows = Donor.objects.standing().filter(project__in=projects).select_related("institution")
    for donor in rows:
        donors.setdefault(donor.project_id, []).append(donor)
    for project in projects:
        name, ident = str(project.name), str(project.pk)
        found[ident] = (ident, name, "", "")
        for donor in donors.get(project.pk, ()):
            found[_paid_code(ident, str(donor.pk))] = (ident, name, str(donor.pk), str(donor))
    if before.project:
        was = (before.project, before.project_name, before.donor, before.donor_name)
        found.setdefault(_paid_code(before.project, before.donor), was)
    return found


def _grouped(rows: Paying) -> list[tuple[str, list[tuple[str, str]]]]:
    """The donors under their project."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, (_ident, name, _donor, donor_name) in rows.items():
        groups.setdefault(name, []).append((code, donor_name or _("the donor is not known")))
    return list(groups.items())
