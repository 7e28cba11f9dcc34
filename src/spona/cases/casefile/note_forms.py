"""Forms of the notes of a file, and of what is shown of a long list of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.case.attached import ATTACHMENT_KINDS
from spona.cases.case.notes import AHEAD_DAY, KINDS, Event, Note
from spona.cases.fields.case_field import LONGEST
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.forms.text import text_field


class NoteForm(forms.Form):
    """`event` is what the note tells of, once the form is valid."""

    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=[(code, one.label) for code, one in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what it was.")),
    )
    day = day_field(_("Day it happened"))
    time = time_field(_("Time, if you know it"), required=False)
    whom = text_field(
        _("With whom"), length=200, required=False,
        help_text=_("A role is enough, for example: class teacher, doctor."),
    )  # fmt: skip
    text = text_field(
        _("Your note"), length=LONGEST["file"], rows=6,
        help_text=_(
            "It is added with your name and the time. Nobody rewrites it: a mistake is corrected "
            "by a new note."
        ),
        error_messages={"required": _("Write the note first.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("day") and (ahead := self.event.ahead):
            self.add_error("day" if ahead is AHEAD_DAY else "time", str(ahead))
        return said

    @property
    def event(self) -> Event:
        said = self.cleaned_data
        return Event(said.get("kind", ""), said["day"], said.get("time"), said.get("whom", ""))


def written(note: Note) -> dict[str, Any]:
    """A form's initial values with what stands in a note that is corrected."""
    kind, day, time, whom = (
        (note.event.kind, note.event.day, note.event.time, note.event.whom)
        if note.event
        else ("", note.place[0], None, "")
    )
    return {"kind": kind, "day": day, "time": time, "whom": whom, "text": note.text}


class NarrowForm(forms.Form):
    """What of a list is shown. What is mistyped narrows nothing."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Promise]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "narrow_%s", **kwargs})
        offer_choices(self, "kind", kinds, empty=_("any"))

    @property
    def said(self) -> dict[str, str]:
        self.full_clean()
        return getattr(self, "cleaned_data", {})


class NarrowNotesForm(NarrowForm):
    """In the order of the page: the words, then the kind."""

    field_order = ("q", "kind")
    q = forms.CharField(label=_("Words in the notes"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kinds = [(code, one.label) for code, one in KINDS.items()]
        super().__init__(*args, kinds=kinds, **kwargs)


class NarrowAttachedForm(NarrowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=ATTACHMENT_KINDS.items(), **kwargs)
