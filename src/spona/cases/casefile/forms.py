"""What the recipient answers. Each mistake is a sentence beside its field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.needed_sometimes import NeededSometimes
from spona.cases.referrals.actions.reasons import OTHER
from spona.cases.referrals.actions.work import OUTCOMES
from spona.directory.models import Member
from spona.forms.choices import offer_choices

_ROWS = {"rows": 3}


class AcceptForm(forms.Form):
    message = forms.CharField(
        label=_("A word to the sender"),
        help_text=_("They see only this and that it was taken over."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=2000,
        required=False,
    )


class FeedbackForm(forms.Form):
    message = forms.CharField(
        label=_("What do you ask of the sender?"),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=2000,
        error_messages={"required": _("Write what you ask of the sender.")},
    )


class AnswerForm(forms.Form):
    message = forms.CharField(
        label=_("Your answer"),
        help_text=_("It is sealed: only your institution and the recipient read it."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=4000,
        error_messages={"required": _("Write the answer.")},
    )


class FinishForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    message = forms.CharField(
        label=_("One sentence to the sender"),
        help_text=_("Nothing about the person: only what the sender may know."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=2000,
        error_messages={
            "required": _(
                "Write one sentence to the sender. Without it they do not know what became of it."
            )
        },
    )


class AssignForm(forms.Form):
    """`people`: the colleagues who can work on it; nobody is chosen for the reader, unless
    there is one only.
    """

    member = forms.ChoiceField(
        label=_("To whom"),
        error_messages={"required": _("Choose a colleague of your own institution.")},
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.person.shown_name) for one in people]
        nobody = [("", _("choose …"))] if len(choices) != 1 else []
        offer_choices(self, "member", nobody + choices)


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Delovodni broj"),
        help_text=_("The number of your own records office. It is sealed and printed."),
        max_length=60,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class ReasonForm(forms.Form):
    """Why a holder opens what is assigned to a colleague: a code, and words only for "other"."""

    reason = forms.ChoiceField(
        label=_("Why do you open it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = NeededSometimes(
        label=_("Which other reason?"),
        help_text=_("Needed only for another reason. Sealed: your colleagues here read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
    )

    # "Other" asks for words and no other reason does: no browser should call them required.
    use_required_attribute = False

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "reason", reasons)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        if self.cleaned_data.get("reason") == OTHER and not words:
            raise forms.ValidationError(_("Write which reason it is."))
        return words
