"""The project itself."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Network
from spona.forms.text import text_field
from spona.projects.forms.fields import UncertainDayField, typed_day
from spona.projects.models import Project, Status
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm

_KNOWN = _("As much as is known: 2026, 7.2026 or 18.7.2026. Empty: not known.")


class ProjectForm(CarefulForm, CreatingForm):
    careful = ("text_sr", "text_en")

    name_sr = text_field(
        _("Short name of the project"),
        length=80,
        help_text=_("Best in Cyrillic. It stands in lists and names of files, so it says nothing "
                    "of what the project is about."),
    )  # fmt: skip
    name_en = text_field(_("Short name in English"), length=80, required=False)
    words_sr = text_field(_("Full title"), help_text=_("Best in Cyrillic; Latin is made from it."))
    words_en = text_field(_("Full title in English"), required=False)
    text_sr = text_field(_("In a few sentences"), length=2000, rows=4, required=False)
    text_en = text_field(_("In a few sentences, in English"), length=2000, rows=4, required=False)
    starts = UncertainDayField(label=_("Begins"), help_text=_KNOWN)
    ends = UncertainDayField(label=_("Ends"), help_text=_KNOWN, last=True)
    status = forms.ChoiceField(label=_("How far it is"), choices=Status.choices)
    contact = forms.EmailField(
        label=_("E-mail of the office"),
        required=False,
        max_length=254,
        help_text=_("An address of an office, as info@…, never of one person."),
    )
    public = forms.BooleanField(
        label=_("Show it to the public"),
        required=False,
        help_text=_("Title, goals, donors, partners, time and results. The budget stays here."),
    )
    networks = forms.ModelMultipleChoiceField(
        Network.objects.none(),
        label=_("Networks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one network.")},
    )

    def __init__(self, *args: Any, offered: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField", self.fields["networks"])
        field.queryset = Network.objects.filter(pk__in=[one.pk for one in offered])
        field.label_from_instance = lambda one: one.short_name  # type: ignore[assignment,method-assign]

    def fill(self, project: Project) -> Project:
        """Puts what was typed into the row; nothing is saved."""
        asked = self.cleaned_data
        for name in ("words", "name", "text"):
            typed = {"sr": asked[f"{name}_sr"].strip(), "en": asked[f"{name}_en"].strip()}
            # Words in a language that this form does not ask for stay.
            now = {**(getattr(project, name) or {}), **typed}
            setattr(project, name, {code: text for code, text in now.items() if text})
        project.starts_on, project.starts_precision = asked["starts"] or (None, "")
        project.ends_on, project.ends_precision = asked["ends"] or (None, "")
        project.status, project.contact = asked["status"], asked["contact"]
        project.public = asked["public"]
        return project


def as_it_is(project: Project) -> dict[str, Any]:
    """What the form of a project begins with."""
    typed = {
        f"{name}_{code}": getattr(project, name).get(code, "")
        for name in ("words", "name", "text")
        for code in ("sr", "en")
    }
    return typed | {
        "starts": typed_day(project.starts_on, project.starts_precision),
        "ends": typed_day(project.ends_on, project.ends_precision),
        "status": project.status,
        "contact": project.contact,
        "public": project.public,
        "networks": [one.pk for one in project.networks.all()],
    }
