"""Begin a plan, change its frame, write down its adoption, send a workbook in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField
from spona.forms.days import day_field
from spona.plans.models import Plan
from spona.reference.forms import CreatingForm
from spona.reference.templatetags.scripts import in_script


class PlanForm(forms.Form):
    title = forms.CharField(label=_("What the plan is called"), max_length=120)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        required=False,
        help_text=_("The plan is adopted: the change is kept with its day and this reason."),
    )

    def __init__(self, *args: Any, adopted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not adopted:
            del self.fields["reason"]


class ScriptChoice(forms.ModelChoiceField):
    """A plan, or one of its lines, in the reader's letters."""

    def label_from_instance(self, obj: Any) -> str:
        return in_script(obj)


class BeginForm(PlanForm, CreatingForm):
    copy_of = ScriptChoice(
        Plan.objects.none(),
        label=_("Begin with the parts of"),
        required=False,
        empty_label=_("nothing, an empty plan"),
        help_text=_(
            "Objectives, activities and indicators are copied, with their dates moved along."
        ),
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["copy_of"]).queryset = plans


class AdoptForm(forms.Form):
    adopted_on = day_field(_("Day of the adoption"))
    adopted_by = forms.CharField(
        label=_("Who adopted it, and by which act"),
        max_length=200,
        help_text=_("For example: city council, act 02-15/2026."),
    )
    document = AttachmentField(label=_("The adopted document"), required=False)


class WorkbookForm(forms.Form):
    paper = AttachmentField(
        label=_("Workbook (XLSX)"),
        error_messages={"required": _("Choose the workbook.")},
    )
