"""Record an activity: what, when, where, for whom, how many. Nobody's name, nobody's face."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.directory.forms import InstitutionChoice, InstitutionsChoice
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.plans import codes
from spona.plans.actions.activities import Held
from spona.plans.forms import fields
from spona.plans.forms.plans import ScriptChoice
from spona.plans.models import Activity, Line, State
from spona.plans.numbers import CELLS, GROUPS, MOST, WHO
from spona.prevention.models import Observation
from spona.projects.models import Project
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm


class ActivityForm(CarefulForm, CreatingForm):
    """`held()` is what the action takes."""

    careful = ("title", "place", "note")

    title = forms.CharField(
        label=_("What was it"),
        max_length=120,
        error_messages={"required": _("Write in a few words what it was.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"), error_messages={"required": _("Choose what kind of activity it was.")}
    )
    held_on = day_field(_("When"))
    place = forms.CharField(label=_("Where"), max_length=80, required=False)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    total = fields.count(_("How many came"), most=MOST, help_text=_("An estimate is enough."))
    institution = InstitutionChoice(Institution.objects.none(), label=_("Who held it"))
    partners = InstitutionsChoice(
        Institution.objects.none(),
        label=_("Together with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    line = ScriptChoice(
        Line.objects.none(),
        label=_("Activity of the plan"),
        required=False,
        empty_label=_("not in the plan"),
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("no project")
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What went well, what to change. Nobody's name."),
    )

    def __init__(
        self,
        *args: Any,
        network: Network,
        own: Institution | None,
        for_others: bool,
        activity: Activity | None = None,
        prompted_by: Observation | None = None,
        **kwargs: Any,
    ) -> None:
        self.prompted_by = activity.prompted_by if activity else prompted_by
        kwargs["initial"] = _initial(activity, own) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", codes.choices(codes.KINDS), _("choose"))
        offer_choices(self, "audience", codes.choices(codes.AUDIENCES), _("not said"))
        there = institutions_of(network)
        self._offer("partners", _sorted(there.exclude(pk=own.pk) if own else there))
        if for_others and activity is None:
            self._offer("institution", _sorted(there))
        else:
            del self.fields["institution"]
        plan_lines = Line.objects.filter(
            plan__network=network, plan__state=State.ADOPTED, dropped_on=None
        )
        if activity is not None and activity.line_id:
            plan_lines |= Line.objects.filter(pk=activity.line_id)
        self._offer("line", plan_lines)
        projects = Project.objects.filter(networks=network)
        self._offer("project", projects)
        if not projects.exists():
            del self.fields["project"]
        for cell in CELLS:
            field = fields.count(_cell_label(cell), most=MOST)
            # Heads of row and column say it to the eye.
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"n_{cell}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = sum(self.numbers.values())
        total = cleaned.get("total")
        if total and number > total:
            self.add_error(
                "total", _("By sex and age there are more than in all. Correct one of the two.")
            )
        held_on = cleaned.get("held_on")
        if held_on and held_on > today():
            self.add_error("held_on", _("This day lies ahead. Record it once it has taken place."))
        return cleaned

    @property
    def numbers(self) -> dict[str, int]:
        found = {cell: self.cleaned_data.get(f"n_{cell}") or 0 for cell in CELLS}
        return {cell: number for cell, number in found.items() if number}

    @property
    def grid(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(age group, [fields by sex]) for the table in which numbers are typed."""
        return [
            (label, [self[f"n_{who}_{group}"] for who in WHO]) for group, label in GROUPS.items()
        ]

    @property
    def table_open(self) -> bool:
        """Whether the table of numbers stands open: something is in it, or wrong in it."""
        names = [f"n_{cell}" for cell in CELLS]
        return any(self[name].value() or self[name].errors for name in names)

    def held(self) -> Held:
        said = self.cleaned_data
        return Held(
            kind=said["kind"],
            title=said["title"],
            held_on=said["held_on"],
            place=said["place"],
            audience=said["audience"],
            numbers=self.numbers,
            total=said.get("total") or 0,
            note=said["note"],
            partners=tuple(said["partners"]),
            project=said.get("project"),
            line=said["line"],
            prompted_by=self.prompted_by,
        )

    def _offer(self, name: str, rows: Any) -> None:
        cast("forms.ModelChoiceField", self.fields[name]).queryset = rows


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=200,
        error_messages={"required": _("Write why it is withdrawn.")},
    )


def _initial(activity: Activity | None, own: Institution | None) -> dict[str, Any]:
    if activity is None:
        return {"held_on": today(), "institution": own.pk if own else None}
    names = ("title", "kind", "held_on", "place", "audience", "note")
    return {
        **{name: getattr(activity, name) for name in names},
        "total": activity.total or None,
        "partners": [one.pk for one in activity.partners.all()],
        "line": activity.line_id,
        "project": activity.project_id,
        **{f"n_{cell}": number for cell, number in activity.numbers.items()},
    }


def _cell_label(cell: str) -> str:
    who, _sep, group = cell.partition("_")
    return f"{WHO[who]}, {GROUPS[group]}"


def _sorted(rows: Any) -> Any:
    """The folded key is close enough to the alphabet, and the database sorts by it."""
    return rows.order_by("search_key")
