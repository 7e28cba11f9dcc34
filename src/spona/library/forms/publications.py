"""Describe a publication; put its file in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.attachments.forms import AttachmentField, Incoming
from spona.directory.models import Network
from spona.forms.choices import offer_choices, several_field
from spona.forms.text import text_field
from spona.library.actions.publications import Described
from spona.library.forms.fields import LargeForm, LookingForm, WordsForm, cover_field
from spona.library.models import Publication
from spona.library.permissions import edited_networks
from spona.library.queries import words_of
from spona.library.usable import usable
from spona.projects.models import Project
from spona.reference.forms import CreatingForm

_YEAR = _("Check the year of the publication.")


class PdfField(AttachmentField):
    """Of the accepted types a PDF only."""

    default_error_messages = {
        "required": _("Choose a file first."),
        "type": _("This is no PDF. Choose a PDF."),
    }

    def __init__(self, **how: Any) -> None:
        super().__init__(
            label=_("File (PDF)"),
            help_text=_("Up to 10 MB. Its words become searchable within minutes."),
            **how,
        )
        self.widget.attrs["accept"] = ".pdf"

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if isinstance(found, Incoming) and found.content_type != "application/pdf":
            raise forms.ValidationError(self.error_messages["type"], code="type")
        return found


class PublicationForm(WordsForm, LookingForm):
    worded: ClassVar[tuple[str, ...]] = ("title", "text")

    title_sr = text_field(
        _("Title"),
        length=200,
        help_text=_("In Cyrillic; Latin is made from it."),
        error_messages={"required": _("Write the title in Serbian.")},
    )
    text_sr = text_field(_("What is in it"), length=1000, rows=4, required=False)
    title_en = text_field(_("Title in English"), length=200, required=False)
    text_en = text_field(_("What is in it, in English"), length=1000, rows=3, required=False)
    title_hu = text_field(_("Title in Hungarian"), length=200, required=False)
    text_hu = text_field(_("What is in it, in Hungarian"), length=1000, rows=3, required=False)
    authors = text_field(_("Who wrote it"), length=300, required=False)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2199,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
        error_messages={"invalid": _YEAR, "min_value": _YEAR, "max_value": _YEAR},
    )
    languages = several_field(_("Languages of the file"))
    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        help_text=_("What others may do with it. Ask its authors where you do not know."),
    )
    tags = several_field(_("What it is about"))
    cover = cover_field()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "languages", words_of("language").items())
        offer_choices(self, "tags", words_of("library_tag").items())
        licences = words_of("licence").items()
        offer_choices(self, "licence", [("", gettext("not known")), *licences])
        self.fields["cover"].queryset = usable(actor, None)  # type: ignore[attr-defined]

    def described(self) -> Described:
        given = self.cleaned_data
        return Described(
            title=self.words("title"),
            text=self.words("text"),
            authors=given["authors"],
            year=given["year"],
            languages=tuple(given["languages"]),
            licence=given["licence"],
            tags=tuple(given["tags"]),
            cover=given["cover"],
        )

    @classmethod
    def as_it_is(cls, row: Publication) -> dict[str, Any]:
        names = ("authors", "year", "languages", "licence", "tags")
        written = cls.as_written(row) | {name: getattr(row, name) for name in names}
        return written | {"cover": row.cover_id}


class NewPublicationForm(LargeForm, PublicationForm, CreatingForm):
    networks = several_field(_("Where it appears"), _("None ticked: on the pages of every town."))
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project it comes from"),
        required=False,
        empty_label=_("none"),
    )
    file = PdfField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        mine = edited_networks(actor)
        rows = Network.objects.filter(pk__in=mine).select_related("town").order_by("slug")
        self._known = {one.slug: one for one in rows}
        offer_choices(
            self, "networks", [(one.slug, one.short_name) for one in self._known.values()]
        )
        own = Project.objects.filter(networks__in=mine).distinct().order_by("slug")
        self.fields["project"].queryset = own  # type: ignore[attr-defined]

    @property
    def chosen_networks(self) -> list[Network]:
        return [self._known[slug] for slug in self.cleaned_data["networks"]]


class FileForm(LargeForm, CreatingForm):
    file = PdfField()
