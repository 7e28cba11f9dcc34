"""Answer an invitation, write down who was there, decide, call off. Forms never save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.meetings.models import Answer, Presence, Reason


class AnswerForm(forms.Form):
    """`invitation` says for whom: one's own institution, or a partner on paper."""

    invitation = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Are you coming?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you are coming.")},
    )


class AttendanceForm(forms.Form):
    """One choice for each institution that calls or was invited.

    `everybody`: each stands there as present, and nothing is written down yet.
    """

    def __init__(
        self,
        *args: Any,
        institutions: Sequence[Institution],
        everybody: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ids = {f"there_{one.pk.hex}": one.pk for one in institutions}
        self.everybody = everybody
        if everybody:
            self.initial.update(dict.fromkeys(self._ids, Presence.PRESENT))
        for name, one in zip(self._ids, institutions, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=short_name(one),
                choices=Presence.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether somebody of them was there.")},
            )

    @property
    def presence(self) -> dict[UUID, Presence]:
        return {ident: Presence(self.cleaned_data[name]) for name, ident in self._ids.items()}


class TaskForm(forms.Form):
    """A decision of a meeting about what stands still: whose it is and by when, no words."""

    institution = forms.ChoiceField(
        label=_("Who does it"),
        error_messages={"required": _("Choose who does it.")},
    )
    due_on = day_field(_("By when"))

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(
            self,
            "institution",
            ((str(one.pk), short_name(one)) for one in institutions),
            _("Choose"),
        )


class OffForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does it not take place?"),
        choices=[one for one in Reason.choices if one[0] != Reason.NOT_APPROVED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
