"""POST into the arguments of one action. Forms never save."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.meetings.models import Answer, PaperKind, Presence, Reason
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm, Telltale
from spona.reference.scripts import latin

# Call a meeting of the table, and move it.

type Choices = Sequence[tuple[str, str]]

# Time and place go into calendars, which are shown on phones and shared with anybody.
_TELLS: Final = re.compile(r"trgovin\w* ljud|žrtv|zrtv|traffick|victim", re.IGNORECASE)


def at(day: dt.date, time: dt.time, network: Network) -> dt.datetime:
    """The instant at which a deadline of the network shows this."""
    return dt.datetime.combine(day, time, ZoneInfo(network.time_zone)).astimezone(dt.UTC)


class WhenForm(forms.Form):
    """Day, hours and place; the place is what a calendar shows."""

    day = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    ends = time_field(_("Ends at"))
    place = forms.CharField(
        label=_("Where you meet"),
        help_text=_("A room of an institution. It stands in calendars, so it says nothing else."),
        max_length=60,
        error_messages={"required": _("Write where you meet.")},
    )

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if _TELLS.search(latin(place)):
            raise forms.ValidationError(
                _("The place stands in calendars. Write the room and the institution only.")
            )
        return place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It would end before it begins. Choose a later end."))
        return cleaned


class MoveForm(WhenForm):
    pass


class GatherForm(WhenForm, CarefulForm, CreatingForm):
    """`offered`: what may be taken up again, as (key, words)."""

    careful = ("title", "place", "points")

    kind = forms.ChoiceField(label=_("What kind of meeting"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What it is called"),
        help_text=_("Left empty, it is called as its kind."),
        max_length=120,
        required=False,
    )
    again = forms.ChoiceField(
        label=_("Does it return?"),
        choices=[
            ("", _("It is a single one")),
            ("1", _("Every month")),
            ("3", _("Every three months")),
            ("0", _("Again, on days chosen by hand")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    invited = forms.MultipleChoiceField(
        label=_("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose whom you invite."),
            "invalid_choice": _(
                "This institution does not sit in the network. Choose another one."
            ),
        },
    )
    take_up = forms.MultipleChoiceField(
        label=_("Take up again"),
        help_text=_("What is not finished, and what nobody has taken."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    points = forms.CharField(
        label=_("Other points"),
        help_text=_("One point a line. Who presents it you choose afterwards."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def __init__(
        self, *args: Any, kinds: Choices, invited: Choices, offered: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", kinds)
        offer_choices(self, "invited", invited)
        offer_choices(self, "take_up", offered)

    def clean_points(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > 200 for line in found):
            raise forms.ValidationError(
                _("A point has 200 characters at most. Put the rest in as a paper.")
            )
        if len(found) > 30:
            raise forms.ValidationError(_("An agenda has thirty points at most."))
        return found


# Answer an invitation, write down who was there, decide, call off. Forms never save.


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


# What is written at the meeting and after it.

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


# Points of an agenda: own ones in words, and what is taken up again.


class PointForm(CarefulForm, CreatingForm):
    careful = ("words",)

    words = forms.CharField(
        label=_("What the point is about"),
        max_length=200,
        error_messages={"required": _("Write what the point is about.")},
    )
    presents = forms.ChoiceField(label=_("Who presents it"), required=False)

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), short_name(one)) for one in institutions]
        field = cast("forms.ChoiceField", self.fields["presents"])
        field.choices = [("", _("nobody yet")), *rows]


class TakeUpForm(forms.Form):
    take_up = forms.MultipleChoiceField(
        label=_("Take up again"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you take up again.")},
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "take_up", offered)
