"""Every address, filled in with things of the world, asked by every kind of person."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from spona.access.models import new_token
from spona.cases.case.models import Case
from spona.deadlines.time import today
from spona.directory.models import NetworkRole, Seat
from spona.identity.models import Session
from spona.identity.sessions import wipe
from spona.library.models import Article, Publication
from spona.notifications.models import Notice
from spona.projects.models import Goal
from spona.services.quarters import quarter_of
from spona.tasks.models import Task
from spona.training.links import token_of
from spona.ui.languages import codes, pattern
from tests.harness.plan import planned
from tests.harness.world import (
    World,
    disable,
    somebody_until_yesterday,
    somebody_without_membership,
    undone,
)
from tools.docs.command import routes

UNKNOWN_ID = uuid.UUID("7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e")
UNKNOWN_REFERENCE = "R-ZZZZ-ZZ"
# A blank that is filled in one way only is not named in the table.
ONLY = ("sr", "first", "person", "account", "urgency", "csv", "its")


@dataclass(frozen=True)
class Ask:
    """One address with its blanks filled in; `thing` says with what."""

    name: str
    thing: str
    path: str
    guard: str
    # Of the folder of its view in src/spona.
    app: str


type Filled = dict[str, dict[str, dict[str, object]]]


def things(world: World, where: Filled, path: str, blank: str) -> dict[str, object]:
    """What fills a blank of an address: {word in the table: value}. Unlisted blanks fail.

    A blank that means different things in different apps is told apart by its address.
    """
    w, m = world, world.more
    for start, filled in where.items():
        if path.startswith(start) and blank in filled:
            return filled[blank]
    found: dict[str, Callable[[], object]] = {
        "seat_id": lambda: Seat.objects.get(network=w.vranje, institution=w.csw).pk,
        "role_id": lambda: NetworkRole.objects.filter(network=w.vranje, role="analyst").first().pk,
        "member_id": lambda: w.people["vesna"].member.pk,
        "contact_id": lambda: m["contact"].pk,
        "task_id": lambda: Task.objects.get(subject_id=w.sent.pk, kind="answer_referral").pk,
        "notice_id": lambda: Notice.objects.of(w.people["bea"].account.pk).first().pk,
        "account": lambda: w.people["milan"].account.pk,
        "absence_id": lambda: m["absence"].pk,
        "duty_id": lambda: m["duty"].pk,
        "note_id": lambda: m["light_note"].pk,
        "snapshot_id": lambda: m["snapshot"].pk,
    }
    if blank not in found:
        raise AssertionError(
            f"{path}: nothing fills <{blank}>. Say in tests/harness/asking.py what does."
        )
    return {"csw's": found[blank](), "unknown": UNKNOWN_ID}


def _step_of(case: Case) -> object:
    """An open step of the file, so that somebody may end or change it."""
    tasks = Task.objects.open().filter(subject_kind="case", subject_id=case.pk)
    return tasks.get(kind="plan_step").pk


def _plan_blanks(w: World) -> dict[str, dict[str, object]]:
    """Of `plan/…` and `a/…`; the plan is made when it is first asked for."""
    plan = planned(w)
    line, indicator = plan.lines.get(number="1.1"), plan.indicators.get()
    gone = {"unknown": UNKNOWN_ID}
    return {
        "plan_id": {"its": plan.pk} | gone,
        "part": {"activity": "activity"},
        "part_id": {"its": line.pk} | gone,
        "line_id": {"its": line.pk} | gone,
        "progress_id": {"its": line.progress.get().pk} | gone,
        "indicator_id": {"its": indicator.pk} | gone,
        "reading_id": {"its": indicator.readings.get().pk} | gone,
        "import_id": {"its": plan.imports.get().pk} | gone,
        "report_id": {"its": plan.reports.get().pk} | gone,
        "kind": {"pdf": "pdf"},
        "reference": {"its": line.activities.get().reference, "unknown": "A-ZZZZ-ZZ"},
    }


def _library_blanks(m: dict[str, object]) -> Filled:
    """Of what editors write and of the files behind it: one thing is public, one a draft."""
    shown, draft = m["public"], m["drafted"]
    gone, kind = {"unknown": "0" * 64}, {"mp3": "mp3"}
    return {
        "^pictures/": {"sha256": {"shown": shown["picture"], "draft": draft["picture"]} | gone},
        "^publications/": {"sha256": {"shown": shown["file"], "draft": draft["file"]} | gone},
        "^recordings/": {"sha256": {"draft": draft["sound"]} | gone, "kind": kind},
        "library/": {
            "number": {"first": 1},
            "language": {"sq": "sq", "unknown": "xx"},
            **{
                f"{name}_id": {"its": draft[f"{name}_id"], "no": UNKNOWN_ID}
                for name in ("article", "publication", "event", "picture", "recording")
            },
        },
    }


def _public_blanks(m: dict[str, object]) -> Filled:
    """Of the pages for everybody, one of each kind; what an editor drafts is there for nobody."""
    site, few = (rf"^(?P<language>{pattern(codes(use))})/" for use in ("public", "phrases"))
    language, gone = {"language": {"sr": "sr"}}, {"unknown": "atlantida"}
    article = Article.objects.filter(kind="news").order_by("written_at")
    publication = Publication.objects.order_by("written_at")
    return {
        few: {"language": {"ar": "ar"}, "town": {"vranje": "vranje"} | gone},
        f"{site}signs/": language | {"who": {"pupil": "pupil"} | gone},
        f"{site}figures/": language
        | {"code": {"centre": "centre"} | gone, "slug": {"vranje": "vranje"} | gone}
        | {"years": {"its": "together"}},
        f"{site}projects/": language | {"slug": {"source": "lokalne-zajednice"} | gone},
        f"{site}services/": language | {"service_id": {"its": m["service"].pk, "no": UNKNOWN_ID}},
        f"{site}publications/": language
        | {"slug": {"shown": publication.first().slug, "draft": publication.last().slug}},
        f"{site}read/": language
        | {"slug": {"shown": article.first().slug, "draft": article.last().slug}},
    }


def _where(w: World) -> Filled:
    """Beginning of an address → blank → what fills it there. The first that fits counts."""
    m, gone, plans = w.more, {"unknown": "atlantida"}, _plan_blanks(w)
    towns = {"vranje": "vranje", "nis": "nis"} | gone
    return {
        "cases/": {
            "reference": {
                "file": w.case.reference, "out": m["locked_file"].reference,
                "health's": m["referred_file"].reference, "unknown": "F-ZZZZ-ZZ",
            },
            "section": {"account": "account"}, "part": {"justice": "justice"},
            # Each of these files has been written in once, so the text before that is there.
            "revision": {"first": 1},
            "file_id": {"its": m["attached"].id, "no": UNKNOWN_ID},
            "person_id": {"its": m["around"], "no": UNKNOWN_ID},
            "need_id": {"its": m["plan_need"], "no": UNKNOWN_ID},
            "step_id": {"its": m["plan_step"], "no": UNKNOWN_ID},
            "entry_id": {"its": m["legal_entry"], "no": UNKNOWN_ID},
            "hearing_id": {"its": m["legal_hearing"], "no": UNKNOWN_ID},
            "given_id": {"its": m["plan_given"], "no": UNKNOWN_ID},
            "note_id": {"its": m["note"], "no": UNKNOWN_ID},
            "decision_id": {"no": UNKNOWN_ID},
            "task_id": {"its": _step_of(w.case), "no": UNKNOWN_ID},
            "agreement_id": {"its": m["agreement"].pk, "no": UNKNOWN_ID},
            "rule_id": {"its": m["retention_rule"].pk, "no": UNKNOWN_ID},
        },
        "data-requests/": {"request_id": {"its": m["data_request"].pk, "no": UNKNOWN_ID}},
        "r/": {
            "reference": {
                "sent": w.sent.reference, "accepted": w.accepted.reference,
                "excluding": w.excluding.reference, "referred": m["referred"].reference,
                "unseen": m["unseen"].reference, "over": m["over"].reference,
                "unknown": UNKNOWN_REFERENCE,
            },
            "code": {"received": "received"},
            "file_id": {"no": UNKNOWN_ID},
        },
        "messages/": {
            "reference": {
                "word": m["word"].reference, "taken": m["word_taken"].reference,
                "away": m["word_away"].reference, "unknown": "T-ZZZZ-ZZ",
            },
            "message_id": {"its": m["word_message"].pk},
            "file_id": {"its": m["word_file"], "no": UNKNOWN_ID},
        },
        "m/": {
            "reference": {
                "table": m["conference"].meeting.reference,
                "unlooked": m["conference_unseen"].meeting.reference,
                "meeting": m["meeting"].reference, "unknown": "M-ZZZZ-ZZ",
            },
            "series_id": {"no": UNKNOWN_ID},
            "point_id": {"no": UNKNOWN_ID},
            "decision_id": {"no": UNKNOWN_ID},
            "paper_id": {"no": UNKNOWN_ID},
            "slug": towns | gone,
        },
        "mandates/coverage/": {"kind": {"csv": "csv"}},
        "mandates/": {
            "slug": towns, "code": {"csw": "I068", "unknown": "I999"},
            "kind": {"training": "training"} | gone,
            "document_id": {"document": m["document"].pk, "no": UNKNOWN_ID},
            "signatory_id": {"its": m["signatory"].pk, "no": UNKNOWN_ID},
            "condition_id": {"its": m["condition"].pk, "no": UNKNOWN_ID},
            "member_id": {"vesna": w.people["vesna"].member.pk, "no": UNKNOWN_ID},
        },
        "start/": {
            "slug": towns, "step": {"keys": "keys"} | {"unknown": "atlantida"},
            "code": {"csw": "I068"}, "name": {"protocol": "protocol", "statement": "statement"},
        },
        "deadlines/": {
            "slug": towns, "key": {"its": m["rule"].key},
            "proposal_id": {"its": m["rule_proposal"].pk, "list's": m["code_proposal"].pk},
            "deadline_id": {
                "sent": m["deadline"].pk, "excluding": m["deadline_excluded"].pk,
                "unknown": UNKNOWN_ID,
            },
        },
        "projects/": {
            "slug": {"source": "lokalne-zajednice"} | gone, "part": {"goals": "goals"},
            "row_id": {"its": _first(Goal), "no": UNKNOWN_ID}, "rate_id": {"no": UNKNOWN_ID},
            "kind": {"csv": "csv"},
        },
        "services/import/": {"import_id": {"bea's": m["service_file"].pk, "no": UNKNOWN_ID}},
        "api/hsds/v3/": {"id": {"no": UNKNOWN_ID}},
        "^api/hsds/v3/": {"rest": {"unknown": "atlantida"}},
        "services/offers/": {
            "service_id": {"csw's": m["service"].pk, "unknown": UNKNOWN_ID},
            "at_id": {"its": m["service_place"].pk, "no": UNKNOWN_ID},
            "kind": {"phone": "phone"}, "part_id": {"its": m["service_phone"].pk},
            "code": {"csw": "I068", "nis": "I023"},
        },
        "services/": {
            "slug": towns, "code": {"csw": "I068", "nis": "I023"}, "kind": {"csv": "csv"},
            "sheet_id": {"no": UNKNOWN_ID},
        } | {key: {"its": _last_quarter()} for key in ("period", "quarter")},
        "account/": {"session": {"unknown": UNKNOWN_ID}, "key": {"unknown": UNKNOWN_ID}},
        "lists/changes/": {
            "proposal_id": {"code": m["code_proposal"].pk, "rule's": m["rule_proposal"].pk},
        },
        "lists/signs/": {"sector": {"school": "school"} | gone},
        "lists/legal/": {"key": {"legal": m["legal"].key} | gone},
        "lists/codes/": {"name": {"urgency": "urgency"}, "code": {"code": m["code"].code} | gone},
        "blank/": {"name": {"report": "report", "unknown": "atlantida"}},
        "questions/": {
            "slug": towns, "key": {"listed": "identity.skills", "unknown": "identity.atlantida"},
            "proposal_id": {
                "its": m["question_proposal"].pk, "rule's": m["rule_proposal"].pk,
            },
        },
        # Where OpenDP is installed, it would draw.
        "statistics/release/<uuid:release_id>/make/": {"release_id": {"unknown": UNKNOWN_ID}},
        "statistics/release/": {
            "release_id": {"announced": m["release"].pk, "unknown": UNKNOWN_ID},
        },
        "statistics/": {
            "network": towns, "kind": {"csv": "csv"}, "year": {"last": today().year - 1},
            "figures_id": {"dora's": m["figures"].pk, "unknown": UNKNOWN_ID},
            "shape": {"centre": "centre"} | gone,
        },
        "network/partners/": {
            "slug": towns, "code": {"cross": "I072", "csw": "I068"},
            "proposal_id": {"its": m["partner_proposal"].pk, "rule's": m["rule_proposal"].pk},
        },
        "network/messages/": {"slug": towns, "code": {"csw": "I068", "unknown": "I999"}},
        "keys/numbers/": {
            "network": towns,
            "account": {"dora": w.people["dora"].account.pk, "unknown": UNKNOWN_ID},
        },
        "network/overview/": {
            "name": {"coverage": "coverage", "together": "together"} | gone,
        },
        "desk/between/": {"name": {"answers": "answers"} | gone},
        "trainings/": {
            "session_id": {"ahead": m["training_ahead"].pk, "held": m["training_held"].pk,
                           "unknown": UNKNOWN_ID},
            "participant_id": {"linked": m["by_link"].pk, "trained": m["trained"].pk},
            "module_id": {"module": m["module"].pk, "unknown": UNKNOWN_ID},
            "question_id": {"question": m["question"].pk},
            "material_id": {"its": m["material"].pk},
            "day_id": {"day": m["training_held"].days.get().pk},
            "certificate_id": {"its": m["trained"].certificate.pk},
            "follow_up_id": {"ana's": m["training_follow_up"].pk},
            "kind": {"csv": "csv"}, "moment": {"pre": "pre"},
            "code": {"csw": "I068", "unknown": "I999"},
        },
        "surveys/": {
            "round_id": {"open": m["round"].pk, "unknown": UNKNOWN_ID},
            "kind": {"csv": "csv"}, "name": {"young": "young"}, "number": {"its": 1},
            "file_id": {"unknown": UNKNOWN_ID},
        },
        # A phone says who it is with each request, and no session helps.
        "d/": {"version_id": {"its": m["survey_form"].pk}},
        "^u/": {"code": {"open": m["round"].code, "unknown": "0000-0000"}},
        **_public_blanks(m),
        rf"^(?P<language>{pattern(codes('public'))})/u/": {
            "language": {"sr": "sr"},
            "code": {"open": m["round"].code, "unknown": "0000-0000"},
        },
        rf"^(?P<language>{pattern(codes('public'))})/": {
            "language": {"sr": "sr"},
            "code": {"valid": m["trained"].certificate.code, "unknown": "A" * 26},
            "link": {"ahead": m["training_ahead"].link, "unknown": "A" * 22},
            "token": {"trained": token_of(m["trained"]), "unknown": "A" * 43},
            "moment": {"pre": "pre"}, "months": {"3": "3"},
            "material_id": {"its": m["material"].pk},
        },
        "practice/": {
            "slug": towns, "scenario": {"school": "school"} | gone,
            "drill_id": {"unknown": UNKNOWN_ID},
        },
        "plan/": plans,
        "a/": plans,
        "loop/": {
            "slug": towns, "kind": {"csv": "csv"},
            "reference": {"sent": w.sent.reference, "excluding": w.excluding.reference,
                          "unknown": UNKNOWN_REFERENCE},
        },
        **_library_blanks(m),
        "prevention/": {
            "slug": towns, "kind": {"csv": "csv"},
            "service": {"its": m["need"].service} | gone,
            "need_id": {"its": m["need"].pk, "unknown": UNKNOWN_ID},
            "letter_id": {"its": m["letter"].pk, "unknown": UNKNOWN_ID},
            "observation_id": {"its": m["observation"].pk, "unknown": UNKNOWN_ID},
        },
        "": {
            "language": {"sr": "sr"},
            "town": {"vranje": "vranje"} | gone,
            "number": {"first": 1},
            "part": {"person": "person"},
            "draft_id": {"ana's": w.draft.pk, "unknown": UNKNOWN_ID},
            "reference": {
                "sent": w.sent.reference, "accepted": w.accepted.reference,
                "excluding": w.excluding.reference, "referred": m["referred"].reference,
                "unseen": m["unseen"].reference, "over": m["over"].reference,
                "unknown": UNKNOWN_REFERENCE,
            },
            "slug": towns,
            "code": {"csw": "I068", "nis": "I023", "unknown": "I999"},
        },
    }  # fmt: skip


def _first(kind: type[Goal]) -> object:
    row = kind.objects.order_by("changed_at").first()
    return row.pk if row else UNKNOWN_ID


def _last_quarter() -> str:
    return quarter_of(timezone.localdate()).before.slug


_BLANK = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def asks(world: World) -> Iterator[Ask]:
    """Every address of the URL conf, once per thing that can stand in its blank."""
    where = _where(world)
    for path, name, view in routes():
        blanks = [a or b for a, b in _BLANK.findall(path)]
        ways: list[tuple[list[str], dict[str, object]]] = [([], {})]
        for blank in blanks:
            ways = [
                ([*words, word], {**values, blank: value})
                for words, values in ways
                for word, value in things(world, where, path, blank).items()
            ]
        for words, values in ways:
            said = " ".join(word for word in words if word not in ONLY)
            filled = _BLANK.sub(lambda m, v=values: str(v[m[1] or m[2]]), path)
            yield Ask(name + (" /n" if "number" in blanks else ""), said or "-",
                      "/" + filled.replace("^", "").replace("$", "").replace("\\", ""), view.guard,
                      view.__module__.split(".")[1])  # fmt: skip


COLUMNS = (
    "ana", "goran", "bea", "milan", "vesna", "jelena", "nikola", "mirjana", "zoran", "dora",
    "cora", "ended", "nohat", "disabled", "locked", "nobody",
)  # fmt: skip
MEMBERS = COLUMNS[:11]


def browsers(world: World) -> dict[str, Client]:
    """One browser per column, through the real login, each with the step-up done."""
    found = {name: world.people[name].sign_in() for name in MEMBERS}
    found["ended"] = somebody_until_yesterday(world).sign_in()
    found["nohat"] = somebody_without_membership("bez.uloge").sign_in()
    off = somebody_without_membership("ugasen.nalog")
    found["disabled"] = off.sign_in()
    from spona.access.actor import Actor

    disable(off.account, by=Actor.system("operator"))
    locked = somebody_without_membership("zakljucan.nalog")
    found["locked"] = locked.sign_in()
    wipe(Session.objects.get(account=locked.account))
    found["nobody"] = Client(raise_request_exception=False)
    return found


# What the forms of a referral and of a deadline take, so that a POST comes to the action and its own check.
TYPED = {
    "message": "Порука.", "outcome": "done", "number": "12/2026", "revision": "0",
    "decision": "Седница мреже", "first_day": "2099-01-01",
}  # fmt: skip


def answer(browser: Client, ask: Ask, method: str, **typed: str) -> str:
    return in_a_word(respond(browser, ask, method, **typed))


def respond(browser: Client, ask: Ask, method: str, **typed: str) -> HttpResponse:
    """What it answers; the world and the browser are as they were before."""
    cookies = browser.cookies.copy()
    with undone():
        if method == "GET":
            response = browser.get(ask.path)
        else:
            response = browser.post(ask.path, {"token": new_token()} | TYPED | typed)
    browser.cookies = cookies
    return response


def in_a_word(response: HttpResponse) -> str:
    """A status, or where a redirect leads: `in` to the sign-in, `up` to the step-up, `choose` to
    the chooser, `lock` to the locked page, `->` anywhere else."""
    if response.status_code == 302:
        target = urlsplit(response["Location"]).path
        if "/login/" in target:
            return "in"
        return {"/step-up/": "up", "/choose/": "choose", "/locked/": "lock"}.get(target, "->")
    return str(response.status_code)


def unstep(world: World) -> None:
    Session.objects.update(stepped_up_at=None)
