"""Where a form is being filled: by whom, and what its pages share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.identity.languages import languages_of
from spona.reference.models.signed import verify_rows
from spona.surveys.browser_form import Way, way_of
from spona.surveys.form_model import Form
from spona.surveys.models import Draft, FormVersion, Round
from spona.surveys.submission_xml import new_instance
from spona.surveys.views.lookups import newest_version
from spona.ui.languages import codes, html_lang

_INSTANCE: Final = re.compile(r"uuid:[0-9a-f-]{36}")
_TICKET: Final = "spona survey draft"


@dataclass(frozen=True)
class Place:
    """`trial`: whoever makes it tries it out. `member`: who fills it in is signed in, and may keep
    a draft without a code. `ticket`: the draft that the page goes on with, where it was opened just
    now; it lets whoever has it save over the draft, and never read it.
    """

    request: HttpRequest
    found: Round
    version: FormVersion
    form: Form
    trial: bool = False
    member: Actor | None = None
    ticket: str = ""
    begun_as: str = ""

    @property
    def instance(self) -> str:
        said = self.begun_as or self.request.POST.get("instance", "")
        return said if _INSTANCE.fullmatch(said) else new_instance()

    @property
    def draft(self) -> tuple[UUID, int] | None:
        """(its id, the revision that this page knows); None: it goes on with none of ours."""
        said = self.ticket or self.request.POST.get("draft", "")
        try:
            ident, revision = signing.loads(said, salt=_TICKET)
            return UUID(ident), revision
        except (signing.BadSignature, ValueError, TypeError):
            return None

    @cached_property
    def way(self) -> Way:
        return way_of(self.version)

    @property
    def takes_answers(self) -> bool:
        return self.found.takes_answers(today()) and self.way is not Way.PHONE

    @property
    def web_form_url(self) -> str:
        """Of the page with a script, where the form needs it."""
        if self.way is not Way.SCRIPT:
            return ""
        if self.trial:
            return reverse("surveys:try_web_form", args=[self.found.pk])
        return reverse("surveys:web_form", args=[self.language, self.found.code])

    @property
    def url(self) -> str:
        """Of the pages of the form; the code is typed on another one."""
        if self.trial:
            return reverse("surveys:try_out", args=[self.found.pk])
        if self.member:
            return reverse("surveys:answer", args=[self.found.pk])
        return reverse("surveys:fill", args=[self.language, self.found.code])

    @property
    def language(self) -> str:
        return str(getattr(self.request, "language", "sr"))

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        found = self.found
        given = {
            "exit_url": reverse("public:exit"),
            "round": found,
            "network": found.network,
            "form_title": found.title,
            "asked_by": found.asked_by or found.institution,
            "readers": found.readers_told or found.owners.count(),
            "trial": self.trial,
            "member": self.member,
            "signed_in": self.trial or self.member,
            "language": self.language,
            "day": today(),
            "languages": self._languages(),
            "url": self.url,
            "web_form_url": self.web_form_url,
            "draft": self.ticket or (self.request.POST.get("draft", "") if self.draft else ""),
            "form_id": "" if self.request.method in ("GET", "HEAD") else "fill",
        }
        answer = render(
            self.request, f"surveys/public/{template}.html", given | context, status=status
        )
        answer["Cache-Control"] = "no-store"
        return answer

    def _languages(self) -> list[dict[str, object]]:
        """Those of the form. Once something was typed, by a button that brings it along."""
        if self.trial or self.member:
            return []
        spoken = {
            html_lang(one) for one in codes("public") if one.split("-")[0] in self.form.languages
        }
        posted = self.request.method == "POST"
        rows = [
            one
            for one in languages_of(
                self.request, self.language, public=True, view="surveys:fill" if posted else ""
            )
            if one["code"] in spoken or one["current"]
        ]
        return [one | {"form": "fill"} for one in rows] if posted else rows


def ticket_of(draft: Draft) -> str:
    return signing.dumps([str(draft.pk), draft.revision], salt=_TICKET)


def place_of(request: HttpRequest, found: Round) -> Place:
    version = newest_version(found)
    verify_rows(found, version)
    return Place(request, found, version, Form.from_json(version.model))
