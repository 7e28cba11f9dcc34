"""Write an article; say when it appears."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from spona import deadlines
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.forms.choices import offer_choices, several_field
from spona.forms.days import day_field, time_field
from spona.forms.text import text_field
from spona.library.actions.articles import Wording
from spona.library.forms.fields import LookingForm, PlaceField, WordsForm, at, cover_field
from spona.library.markdown import to_text
from spona.library.models import ArticleVersion, Kind, Picture
from spona.library.queries import words_of
from spona.library.usable import usable
from spona.reference.forms import CreatingForm

_BODY = 30_000


class ArticleForm(WordsForm, CreatingForm):
    """`after`: the version the editor began from, for an article that is there."""

    worded: ClassVar[tuple[str, ...]] = ("title", "summary", "body")

    kind = forms.ChoiceField(
        label=_("What is it"),
        choices=Kind.choices,
        initial=Kind.NEWS,
        widget=forms.RadioSelect,
        help_text=_("News has a day and moves down; a page stays where it is."),
        error_messages={"required": _("Choose what it is.")},
    )
    place = PlaceField()
    title_sr = text_field(
        _("Headline"),
        length=160,
        help_text=_("In Cyrillic; Latin is made from it."),
        error_messages={"required": _("Write the headline in Serbian.")},
    )
    summary_sr = text_field(
        _("In two sentences"),
        length=400,
        rows=2,
        required=False,
        help_text=_("They stand in lists, under the title."),
    )
    body_sr = text_field(_("Text"), length=_BODY, rows=16, required=False)
    title_en = text_field(_("Headline in English"), length=160, required=False)
    summary_en = text_field(_("In two sentences, in English"), length=400, rows=2, required=False)
    body_en = text_field(_("Text in English"), length=_BODY, rows=10, required=False)
    title_hu = text_field(_("Headline in Hungarian"), length=160, required=False)
    summary_hu = text_field(_("In two sentences, in Hungarian"), length=400, rows=2, required=False)
    body_hu = text_field(_("Text in Hungarian"), length=_BODY, rows=10, required=False)
    cover = cover_field()
    tags = several_field(_("What it is about"))
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Actor, version: ArticleVersion | None = None, **kwargs: Any
    ) -> None:
        network = version.article.network if version else None
        if version is not None:
            kwargs["initial"] = self.as_written(version) | {
                "cover": version.cover_id,
                "tags": version.tags,
                "after": version.number,
            }
        super().__init__(*args, **kwargs)
        offer_choices(self, "tags", words_of("library_tag").items())
        if version is not None:
            # Where it appears and what it is were said when it was begun.
            del self.fields["kind"], self.fields["place"]
        else:
            self.fields["place"].offer(actor)  # type: ignore[attr-defined]
        self.fields["cover"].queryset = _covers(actor, network, version)  # type: ignore[attr-defined]

    def said(self, name: str, text: str) -> str:
        return to_text(text) if name == "body" else text

    def wording(self) -> Wording:
        return Wording(
            title=self.words("title"),
            summary=self.words("summary"),
            body=self.words("body"),
            tags=tuple(self.cleaned_data["tags"]),
            cover=self.cleaned_data["cover"],
        )


class ShowForm(LookingForm):
    """When it appears: at once, or on a day at an hour."""

    when = forms.ChoiceField(
        label=_("When it appears"),
        choices=[("now", _("now")), ("later", _("on a day to come"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    day = day_field(_("Appears on"), required=False)
    time = time_field(_("at"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == "later":
            if not cleaned.get("day") and not self.has_error("day"):
                self.add_error("day", _("Choose the day."))
            if not cleaned.get("time") and not self.has_error("time"):
                self.add_error("time", _("Choose the time."))
            both = cleaned.get("day") and cleaned.get("time")
            # A mistyped month must not let appear at once what was meant for later.
            if both and at(cleaned["day"], cleaned["time"]) <= deadlines.now():
                self.add_error("day", _("This time has passed. Choose a later one, or “now”."))
        return cleaned

    @property
    def at(self) -> dt.datetime | None:
        """None for now."""
        given = self.cleaned_data
        return at(given["day"], given["time"]) if given["when"] == "later" else None


class PublishForm(ShowForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    until_day = day_field(
        _("Goes on"), required=False, help_text=_("Left empty, it stays until you withdraw it.")
    )
    until_time = time_field(_("at"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("until_time") and not cleaned.get("until_day"):
            self.add_error("until_day", _("Choose the day."))
        return cleaned

    @property
    def until(self) -> dt.datetime | None:
        given = self.cleaned_data
        if not given.get("until_day"):
            return None
        return at(given["until_day"], given.get("until_time") or dt.time())


def _covers(
    actor: Actor, network: Network | None, version: ArticleVersion | None
) -> QuerySet[Picture]:
    """What the editor may choose, and what is there already."""
    rows = usable(actor, network)
    if version is None or version.cover_id is None:
        return rows
    return rows | Picture.objects.filter(pk=version.cover_id, withdrawn_at=None)
