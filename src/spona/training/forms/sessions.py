"""A session: days, hours, place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Network
from spona.forms.days import day_field, time_field
from spona.reference.forms import CreatingForm
from spona.training import lists
from spona.training.actions.sessions import Plan
from spona.training.models import Module, Session

MOST_DAYS = 4
_HOUR = dict.fromkeys(("required", "invalid"), _("Write the hour, for example 10:00."))


class SessionForm(CreatingForm):
    module = forms.ModelChoiceField(
        Module.objects.none(),
        label=_("Module"),
        empty_label=_("choose"),
        error_messages={"required": _("Choose what is taught."),
                        "invalid_choice": _("Choose what is taught.")},
    )  # fmt: skip
    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Network"), empty_label=None,
        error_messages={"invalid_choice": _("Choose one of your networks.")},
    )  # fmt: skip
    day_1 = day_field(_("Day"))
    day_2 = day_field(_("Second day"), required=False)
    day_3 = day_field(_("Third day"), required=False)
    day_4 = day_field(_("Fourth day"), required=False)
    starts = time_field(_("Begins at"), initial="10:00", error_messages=_HOUR)
    ends = time_field(_("Ends at"), initial="16:00", error_messages=_HOUR)
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        error_messages={"required": _("Write where it takes place.")},
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        initial=20,
        min_value=1,
        max_value=500,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
        error_messages={
            name: _("Write how many places there are: 1 to 500.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    trainers = forms.CharField(label=_("Trainers"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), initial="sr")
    register_until = day_field(
        _("Registration until"),
        required=False,
        help_text=_("Empty: until the first day of the training."),
    )

    def __init__(self, *args: Any, modules: Any, networks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules  # type: ignore[attr-defined]
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            row for row in lists.choices_of(lists.LANGUAGE) if row[0] not in ("not_sure", "other")
        ]

    @property
    def days(self) -> list[Any]:
        return [self[f"day_{n}"] for n in range(1, MOST_DAYS + 1)]

    def clean_register_until(self) -> dt.date:
        """Left empty: until the first day; nobody has to type the same day twice."""
        typed: dt.date | None = self.cleaned_data["register_until"]
        first: dt.date | None = self.cleaned_data.get("day_1")
        if typed is None and first is None:
            raise forms.ValidationError(gettext("Choose the day."))
        return typed or first  # type: ignore[return-value]

    def plan(self) -> Plan:
        given = self.cleaned_data
        days: list[dt.date] = [
            given[f"day_{n}"] for n in range(1, MOST_DAYS + 1) if given.get(f"day_{n}")
        ]
        names = ("starts", "ends", "place", "capacity", "register_until", "language", "trainers")
        return Plan(days=tuple(days), **{name: given[name] for name in names})

    @staticmethod
    def as_it_is(session: Session) -> dict[str, Any]:
        names = ("module", "network", "place", "capacity", "register_until", "language", "trainers")
        found = {name: getattr(session, name) for name in names}
        days = list(session.days.all())
        found |= {f"day_{n}": one.day for n, one in enumerate(days[:MOST_DAYS], start=1)}
        first = days[0]
        return found | {
            "starts": timezone.localtime(first.starts_at).time(),
            "ends": timezone.localtime(first.ends_at).time(),
        }
