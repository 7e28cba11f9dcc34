"""What is written down of a partner on paper. Each mistake is a sentence beside its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona import deadlines
from spona.access.denied import Denied
from spona.cases.fields.codes import choices
from spona.cases.referrals.actions.forward import NOT_OURS
from spona.cases.referrals.actions.no_place import NO_PLACE
from spona.cases.referrals.actions.work import OUTCOMES
from spona.cases.referrals.notes import (
    HANDED,
    HEARD,
    NOT_REACHED,
    RESULTS,
    Note,
    check_handed,
    check_note,
)
from spona.forms.choices import offer_choices
from spona.forms.days import day_field

NOBODY: Final = _("nobody")
_MINUTE: Final = "%Y-%m-%dT%H:%M"
# As people write it where the browser has no field for a time.
_BY_HAND: Final = ["%d.%m.%Y %H:%M", "%d.%m.%Y. %H:%M", "%d. %m. %Y. %H:%M", "%d. %m. %Y %H:%M"]


def _line(label: Any, hint: Any = "", *, required: Any = "", length: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        required=bool(required),
        error_messages={"required": required} if required else None,
    )


def _words(label: Any, hint: Any = "", *, required: Any = "") -> forms.CharField:
    field = _line(label, hint, required=required, length=2000)
    field.widget = forms.Textarea(attrs={"rows": 3, "maxlength": "2000"})
    return field


def _one_of(label: Any, codes: Any, missing: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices(codes),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class NoteForm(forms.Form):
    """Who was reached, when and how. `since`: when it was handed over."""

    role = _line(
        _("Whom did you reach?"),
        _("Their role, for example: on duty in the intake office."),
        required=_("Write whom you reached: the role is enough."),
    )
    who = _line(pgettext_lazy("whom you reached", "Their name"))
    at = forms.DateTimeField(
        label=_("When"),
        input_formats=[_MINUTE, "%Y-%m-%dT%H:%M:%S", *_BY_HAND],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "is-short"}, format=_MINUTE
        ),
        error_messages={
            "required": _("Write when it was."),
            "invalid": _("There is no such time. Write it like 30.11.2026. 9:20."),
        },
    )
    number = _line(
        _("Their delovodni broj"), _("Of their records office. It is sealed."), length=60
    )
    text = _words(_("What was agreed"))

    def __init__(self, *args: Any, since: dt.datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since.replace(second=0, microsecond=0) if since else None
        self.fields["at"].initial = timezone.localtime(deadlines.now())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "at" in cleaned and "at" not in self.errors:
            try:
                check_note(Note("phone", "x", cleaned["at"]), since=self.since)
            except Denied as refused:
                self.add_error("at", str(refused.sentence))
        return cleaned

    def note(self) -> Note:
        """As the actions take it."""
        said = self.cleaned_data
        return Note(
            said["how"],
            said["role"].strip(),
            said["at"],
            said["who"].strip(),
            said["number"].strip(),
            said.get("text", "").strip(),
            reply_by=said.get("reply_by"),
        )


_FIRST = ("how", "role", "who", "at", "number")


class HandedForm(NoteForm):
    """It was handed over, told, or sent by post, fax or e-mail. `prepared_at`: when the paper was
    made, where that was before this page.
    """

    how = _one_of(
        _("How did it get there?"),
        HANDED,
        _("Choose how it got there."),
        # An e-mail leaves the case file, so it may not name the matter.
        _(
            "E-mail and fax are not encrypted: others may read them on the way. Call before you "
            "send, so that the right person takes it. In the subject, the text and the file name "
            "of an e-mail only the reference, never a name or what it is about."
        ),
    )
    field_order = [*_FIRST, "text"]

    def __init__(self, *args: Any, prepared_at: dt.datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared_at = prepared_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._prepared_at is not None and not self.errors:
            try:
                check_handed(self.note(), prepared_at=self._prepared_at)
            except Denied as refused:
                self.add_error("at", str(refused.sentence))
        return cleaned


class HandedOnForm(HandedForm):
    """As part of passing a report on: also until when they answer."""

    reply_by = day_field(
        _("They answer by"),
        _("The day that they told you. The deadline of the rule runs besides."),
        required=False,
    )
    field_order = [*_FIRST, "reply_by", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_note(self.note())
            except Denied as refused:
                self.add_error("reply_by", str(refused.sentence))
        return cleaned


class CallForm(NoteForm):
    how = _one_of(_("How did you reach them?"), HEARD, _("Choose how you reached them."))
    text = _words(_("What was agreed"), required=_("Write what was said or agreed."))
    field_order = [*_FIRST, "text"]


class HeardForm(NoteForm):
    """What they said or wrote: received, taken over."""

    how = _one_of(_("How did you hear it?"), HEARD, _("Choose how you heard it."))
    text = _words(_("What else they said"))
    field_order = [*_FIRST, "text"]


class RecallForm(CallForm):
    """What became of the paper, after the sender had to ask for it back."""

    result = _one_of(_("What became of the paper?"), RESULTS, _("Choose what became of the paper."))
    text = _words(_("What they said"))
    field_order = ["result", *_FIRST, "text"]

    def note(self) -> Note:
        return replace(super().note(), result=self.cleaned_data["result"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Who could not be reached has no role.
        if cleaned.get("result") == NOT_REACHED and "role" in self.errors:
            del self.errors["role"]
            cleaned["role"] = str(NOBODY)
        return cleaned


class AskedForm(HeardForm):
    message = _words(_("What do they ask?"), required=_("Write what they ask."))
    text = None  # type: ignore[assignment]
    field_order = ["message", *_FIRST]


class NoPlaceForm(HeardForm):
    reason = _one_of(_("Why is there no place?"), NO_PLACE, _("Choose why there is no place."))
    message = _words(_("What else they said"))
    text = None  # type: ignore[assignment]
    field_order = ["reason", *_FIRST, "message"]


class DoneForm(HeardForm):
    outcome = _one_of(_("How did it end?"), OUTCOMES, _("Choose how it ended."))
    message = _words(_("What they said of it"))
    text = None  # type: ignore[assignment]
    field_order = ["outcome", *_FIRST, "message"]


class NotTheirsForm(HeardForm):
    """`recipients`: (name of the network, [(network:institution, name)])."""

    to = forms.ChoiceField(
        label=_("Whose is it, as they say?"),
        error_messages={
            "required": _("Choose the institution that they named."),
            "invalid_choice": _("Choose the institution that they named."),
        },
    )
    reason = _one_of(_("Why is it not theirs?"), NOT_OURS, _("Choose why it is not theirs."))
    message = _words(_("What else they said"))
    text = None  # type: ignore[assignment]
    field_order = ["to", "reason", *_FIRST, "message"]

    def __init__(
        self, *args: Any, recipients: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "to", recipients, _("choose …"))


class ScanForm(forms.Form):
    """The file stands last, so that whatever happens to it the words have arrived."""

    text = _words(_("What it is"), _("For example: our copy with their stamp and number."))
    file = forms.FileField(
        label=_("Scan"),
        help_text=_("PDF or JPG, up to 100 MB. It is sealed while it comes, and kept as it is."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
    )
