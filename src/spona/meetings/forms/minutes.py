"""What is written at the meeting and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField
from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.meetings.forms.light import AttendanceForm
from spona.meetings.models import PaperKind
from spona.reference.pii_patterns import CarefulForm, Telltale

type Grouped = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class TableAttendanceForm(AttendanceForm, CarefulForm):
    """Beside each presence who came, if neither the holder of the seat nor the deputy."""

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, institutions=institutions, **kwargs)
        self._who = {f"who_{one.pk.hex}": one.pk for one in institutions}
        self.careful = tuple(self._who)  # type: ignore[misc]  # known per form
        for name in self._who:
            self.fields[name] = forms.CharField(
                label=_("Somebody else came: their position"), max_length=80, required=False
            )

    @property
    def who(self) -> dict[UUID, str]:
        return {ident: self.cleaned_data[name] for name, ident in self._who.items()}

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Presence and position of each institution."""
        names = zip(self._ids, self._who, strict=True)
        return [(self[there], self[who]) for there, who in names]


class DecideForm(CarefulForm):
    """`owners`: institution → who could do it there, as (key, words)."""

    careful = ("words",)

    words = forms.CharField(
        label=_("What was decided"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what was decided.")},
    )
    who = forms.ChoiceField(
        label=_("Who does it"), error_messages={"required": _("Choose who does it.")}
    )
    due_on = day_field(_("By when"))

    def __init__(self, *args: Any, owners: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "who", owners, _("Choose"))


class CloseForm(forms.Form):
    """`found`: what in the minutes looks like a person. It goes through after somebody looked."""

    nobody_named = forms.BooleanField(
        required=False, label=_("I have looked: nobody is named or described here")
    )

    def __init__(self, *args: Any, found: Sequence[Telltale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = list(found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.found and not cleaned.get("nobody_named"):
            raise forms.ValidationError(
                _("Something looks like somebody. Look once more, then tick that it is nobody.")
            )
        return cleaned


class AddendumForm(CarefulForm):
    careful = ("text",)

    text = forms.CharField(
        label=_("What is corrected or added"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is corrected or added.")},
    )


class PaperForm(forms.Form):
    """Signed minutes only where they were closed (`closed`)."""

    title = forms.CharField(
        label=_("What the paper is called"),
        max_length=120,
        error_messages={"required": _("Write what the paper is called.")},
    )
    kind = forms.ChoiceField(
        label=_("What it is"), choices=PaperKind.choices, widget=forms.RadioSelect
    )
    paper = AttachmentField(
        label=_("File"),
        help_text=_("PDF, a picture, or DOCX, XLSX, PPTX without macros; ten megabytes at most."),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", PaperKind.SIGNED if closed else PaperKind.PAPER)
        if not closed:
            field = cast("forms.ChoiceField", self.fields["kind"])
            field.choices = [(PaperKind.PAPER.value, PaperKind.PAPER.label)]
            field.widget = forms.HiddenInput()


class ContributionForm(CarefulForm):
    """One field for each point of the template; `points`: (id, words)."""

    def __init__(self, *args: Any, points: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._points = {f"line_{ident.hex}": ident for ident, _words in points}
        self.careful = tuple(self._points)  # type: ignore[misc]  # known per form
        for ident, words in points:
            self.fields[f"line_{ident.hex}"] = forms.CharField(
                label=words,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
                required=False,
            )

    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self._points]

    @property
    def texts(self) -> dict[UUID, str]:
        return {ident: self.cleaned_data[name] for name, ident in self._points.items()}
