"""Fields that several forms have: words in three languages, a place, an hour, an uploaded file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.library.models import Picture
from spona.library.permissions import edited_networks
from spona.projects.models import Project
from spona.reference.pii_patterns import Telltale
from spona.reference.words import Words, is_cyrillic
from spona.ui.languages import WRITTEN

FOR_ALL: Final = "all"


def cover_field() -> forms.ModelChoiceField[Picture]:
    return forms.ModelChoiceField(
        Picture.objects.none(),
        label=_("Picture at the top"),
        required=False,
        empty_label=_("without a picture"),
        help_text=_("First put it in on the page of pictures."),
    )


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant at which a deadline here shows this."""
    return dt.datetime.combine(day, time, ZoneInfo(settings.TIME_ZONE)).astimezone(dt.UTC)


class LookingForm(forms.Form):
    """A form by which words reach the public: where they look like somebody, it asks for a tick."""

    looked = forms.BooleanField(label=_("I have looked: nobody can be recognised"), required=False)

    def __init__(self, *args: Any, noticed: Sequence[Telltale] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noticed = list(noticed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.ask_to_look(self.noticed)
        return cleaned

    def ask_to_look(self, noticed: Sequence[Telltale]) -> None:
        """An error without the tick. `noticed`: what looks like somebody in what would appear."""
        self.noticed = list(noticed)
        if self.noticed and not self.cleaned_data.get("looked"):
            self.add_error(
                "looked", gettext("Look first at what looks like somebody, then tick this.")
            )


class WordsForm(forms.Form):
    """`worded` names fields that end in a language: `title_sr`, `title_en`, `title_hu`."""

    worded: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.worded:
            if not is_cyrillic(self.said(name, str(cleaned.get(f"{name}_sr") or ""))):
                self.add_error(
                    f"{name}_sr",
                    gettext("Write the Serbian text in Cyrillic; Latin is made from it."),
                )
        for code in WRITTEN[1:]:
            others = any(cleaned.get(f"{name}_{code}") for name in self.worded)
            if others and f"title_{code}" in self.fields and not cleaned.get(f"title_{code}"):
                self.add_error(
                    f"title_{code}", gettext("A text in this language needs its title too.")
                )
        return cleaned

    def said(self, name: str, text: str) -> str:
        """The words of a text, without the signs between them."""
        return text

    def words(self, name: str) -> Words:
        typed = {code: self.cleaned_data.get(f"{name}_{code}") or "" for code in WRITTEN}
        return Words({code: text for code, text in typed.items() if text})

    @classmethod
    def as_written(cls, row: Any) -> dict[str, Any]:
        """The `initial` of its worded fields."""
        return {
            f"{name}_{code}": getattr(row, name).get(code, "")
            for name in cls.worded
            for code in WRITTEN
        }

    @property
    def other_languages(self) -> list[tuple[str, list[Any], bool]]:
        """(name, bound fields, whether to show them at once) of English and Hungarian."""
        names = {"en": gettext("In English"), "hu": gettext("In Hungarian")}
        found = []
        for code in WRITTEN[1:]:
            fields = [
                self[f"{name}_{code}"] for name in self.worded if f"{name}_{code}" in self.fields
            ]
            shown = any(one.value() or one.errors for one in fields)
            found.append((names[code], fields, shown))
        return found


class PlaceField(forms.ChoiceField):
    """Cleans to (network, project), of which one or none is there."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Where it appears"),
            error_messages={
                name: _("Choose where it appears.") for name in ("required", "invalid_choice")
            },
            help_text=_("What is for all stands on the pages of every town."),
            **more,
        )
        self._known: dict[str, Network | Project] = {}

    def offer(self, actor: Actor) -> None:
        """The networks whose editor this is, and their projects."""
        mine = edited_networks(actor)
        networks = Network.objects.filter(pk__in=mine).select_related("town").order_by("slug")
        projects = Project.objects.filter(networks__in=mine).distinct().order_by("slug")
        self._known = {f"n:{one.slug}": one for one in networks}
        choices = [(f"n:{one.slug}", one.short_name) for one in networks]
        self._known |= {f"p:{one.slug}": one for one in projects}
        choices += [
            (f"p:{one.slug}", gettext("Project: %(name)s") % {"name": one.name}) for one in projects
        ]
        self.choices = [*choices, (FOR_ALL, gettext("For all towns"))]

    def clean(self, value: Any) -> tuple[Network | None, Project | None]:
        found = self._known.get(super().clean(value) or "")
        if isinstance(found, Network):
            return found, None
        return None, found


class BytesField(forms.FileField):
    """Cleans to the bytes of a file, or None where nothing was chosen and nothing has to be."""

    default_error_messages = {"empty": _("This file is empty. Choose another one.")}

    def __init__(self, *, accept: str, **how: Any) -> None:
        super().__init__(max_length=120, **how)
        self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return found.read() if isinstance(found, UploadedFile) else None


class LargeForm(forms.Form):
    """A form whose file may have been left out because it was too large."""

    file_name: ClassVar[str] = "file"

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.too_large:
            self.errors.pop(self.file_name, None)
            self.add_error(self.file_name, gettext("This file is too large: 10 MB is the most."))
        return cleaned
