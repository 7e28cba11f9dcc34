"""A form for whoever is asked: no account, no cookie, no script. And the same to try it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied, GoneError
from spona.access.guards import MemberRequest, member, public, public_form
from spona.deadlines.time import today
from spona.identity.languages import languages_of
from spona.identity.limiter import Flow, TooFast, hold, let_in, wait_sentence, waited
from spona.reference.models.signed import verify_rows
from spona.reference.reference_codes import SYMBOLS
from spona.surveys import actions
from spona.surveys.filling import Filling, typed_in
from spona.surveys.form_model import Form
from spona.surveys.forms import StepForm
from spona.surveys.models import MAKE, FormVersion, Round, State, Submission
from spona.surveys.submission_xml import new_instance, written
from spona.surveys.views.lookups import known_round, newest_version
from spona.ui.languages import codes, html_lang

# A school answers in one lesson, from one address; a town's round has some hundred answers.
ANSWERS: Final = Flow("answers", calm=120, one_network=120, place=600)
_INSTANCE: Final = re.compile(r"uuid:[0-9a-f-]{36}")
_READ_AS: Final = str.maketrans("OIL", "011", "- ")


@public
@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The short address that stands on the board: on to the browser's language."""
    language = str(getattr(request, "language", "sr"))
    return HttpResponseRedirect(reverse("surveys:fill", args=[language, _known(code).code]))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """First what happens to the answers, then page by page, and sent once at the end."""
    found = _known(code)
    version = newest_version(found)
    verify_rows(found, version)
    at = _Place(request, found, version, Form.from_json(version.model))
    if not found.takes_answers(today()) or at.form.needs_phone:
        return at.page("shut", needs_phone=bool(at.form.needs_phone))
    return _step(at)


@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: MemberRequest, round_id: Any) -> HttpResponse:
    """The same pages; nothing is kept, and the round notes that somebody came to the end."""
    found = known_round(request, round_id)
    version = newest_version(found)
    at = _Place(request, found, version, Form.from_json(version.model), trial=True)
    if at.form.needs_phone:
        return at.page("shut", needs_phone=True)
    return _step(at)


@dataclass(frozen=True)
class _Place:
    request: HttpRequest
    found: Round
    version: FormVersion
    form: Form
    trial: bool = False

    @property
    def instance(self) -> str:
        said = self.request.POST.get("instance", "")
        return said if _INSTANCE.fullmatch(said) else new_instance()

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        found = self.found
        given = {
            "exit_url": reverse("public:exit"),
            "round": found,
            "network": found.network,
            "form_title": found.title,
            "asked_by": found.asked_by or found.institution,
            "readers": found.owners.count(),
            "trial": self.trial,
            "language": str(getattr(self.request, "language", "sr")),
            "day": today(),
            "languages": self._languages(),
            "form_id": "" if self.request.method in ("GET", "HEAD") else "fill",
        }
        answer = render(
            self.request, f"surveys/public/{template}.html", given | context, status=status
        )
        answer["Cache-Control"] = "no-store"
        return answer

    def _languages(self) -> list[dict[str, object]]:
        """Those of the form. Once something was typed, by a button that brings it along."""
        if self.trial:
            return []
        here = str(getattr(self.request, "language", "sr"))
        spoken = {
            html_lang(one) for one in codes("public") if one.split("-")[0] in self.form.languages
        }
        rows = [
            one
            for one in languages_of(self.request, here, public=True)
            if one["code"] in spoken or one["current"]
        ]
        if self.request.method == "POST":
            return [one | {"form": "fill"} for one in rows]
        return rows


def _step(place: _Place) -> HttpResponse:
    """The page that follows on what was pressed; everything typed comes along."""
    request = place.request
    if request.method != "POST":
        return _intro(place)
    filling = Filling(place.form, typed_in(place.form, request.POST))
    at, go = _at(request, filling), request.POST.get("go", "")
    if "moved" in request.POST:
        return _asked(place, filling, at) if at >= 0 else _intro(place)
    if go == "back":
        before = filling.before(at)
        return _intro(place, filling) if before < 0 else _asked(place, filling, before)
    if 0 <= at < len(filling.steps):
        wrong = filling.judged.wrong()
        if any(one.path in wrong for one in filling.asked_on(at)):
            return _asked(place, filling, at, judged=True)
    if go == "send":
        return _sent(place, filling)
    return _asked(place, filling, filling.next(at))


def _at(request: HttpRequest, filling: Filling) -> int:
    """-1: the first page, on which nothing is asked."""
    said = request.POST.get("at", "")
    return min(int(said), len(filling.steps)) if re.fullmatch(r"\d{1,3}", said) else -1


def _intro(place: _Place, filling: Filling | None = None) -> HttpResponse:
    number = len(place.form.asked)
    return place.page(
        "intro",
        number=number,
        # Half a minute for each question, as people fill them on phones.
        minutes=max(1, round(number / 2)),
        instance=place.instance,
        kept=_kept(filling, frozenset()) if filling else [],
    )


def _asked(
    place: _Place, filling: Filling, at: int, *, judged: bool = False, **more: Any
) -> HttpResponse:
    if at >= len(filling.steps):
        return place.page(
            "send", at=len(filling.steps), instance=place.instance,
            kept=_kept(filling, frozenset()), **more,
        )  # fmt: skip
    form = StepForm(filling, at, judged=judged)
    done, of = filling.place(at)
    return place.page(
        "step",
        form=form,
        notes=form.notes(),
        step=filling.steps[at],
        at=at,
        done=done,
        of=of,
        instance=place.instance,
        kept=_kept(filling, frozenset(form.fields)),
        status=422 if form.errors else 200,
        **more,
    )


def _kept(filling: Filling, shown: frozenset[str]) -> list[tuple[str, str]]:
    """What was answered on other pages, as hidden fields of this one."""
    return [
        (f"a.{path}", said)
        for path, said in filling.typed.items()
        if said and f"a.{path}" not in shown
    ]


def _sent(place: _Place, filling: Filling) -> HttpResponse:
    wrong = filling.first_wrong()
    if wrong is not None:
        return _asked(place, filling, wrong, judged=True)
    if place.trial:
        actions.note_tried(place.found, by=place.request.actor)  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("surveys:round", args=[place.found.pk]))
    instance = place.instance
    xml = written(place.form, filling.answers(), instance=instance)
    try:
        if not _is_there(place.found, instance):
            _check_pace(place, instance)
            actions.receive(place.version, xml, by=VISITOR)
    except TooFast as wait:
        return _slowed(place, filling, instance, wait)
    except (Denied, Conflict) as refused:
        return _asked(place, filling, len(filling.steps), note=str(refused.sentence))
    return place.page("thanks")


def _is_there(found: Round, instance: str) -> bool:
    mark = found.instance_mark(instance)
    return Submission.objects.filter(round=found, instance=mark).exists()


def _check_pace(place: _Place, instance: str) -> None:
    since = waited(instance, place.request.POST.get("held", ""))
    address = str(place.request.META.get("REMOTE_ADDR", ""))
    let_in(ANSWERS, str(place.found.pk), address, waited=since)


def _slowed(place: _Place, filling: Filling, instance: str, wait: TooFast) -> HttpResponse:
    ticket = place.request.POST.get("held", "")
    held = ticket if waited(instance, ticket) else hold(instance)
    note = _("Very many answers are arriving just now.") + " " + wait_sentence(wait.seconds)
    answer = _asked(place, filling, len(filling.steps), note=note, held=held)
    answer.status_code = 429
    answer["Retry-After"] = str(wait.seconds)
    return answer


def _known(code: str) -> Round:
    """By the code as somebody types it from a board. What never was and what is over look alike."""
    plain = code.upper().translate(_READ_AS)
    if len(plain) != 8 or not set(plain) <= set(SYMBOLS):
        raise Http404
    rows = Round.objects.exclude(state__in=(State.DRAFT, State.TESTED, State.DESTROYED))
    found = (
        rows.select_related("network__town", "institution", "box")
        .filter(code=f"{plain[:4]}-{plain[4:]}")
        .first()
    )
    if found is None:
        raise GoneError(_("There is no questionnaire at this address, or it is over."))
    return found
