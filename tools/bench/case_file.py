"""One large file: its pages, its history, and all of it on paper."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from pypdf import PdfReader

from tools.bench.figures import Section, median, ms
from tools.bench.world import World

REVISIONS, NOTES, ROUNDS = 60, 200, 7
QUICK_REVISIONS, QUICK_NOTES = 5, 20
# So many words on each page of the paper make it a hundred pages.
_WORDS: Final = "Ово је измишљено и стоји овде само да би папир био дугачак. " * 26
_HOW: Final = (
    "A file of the demo in which one part was saved that many times and to which that many notes "
    "were added, each by its own action, as colleagues do it. Time is that of the server from the "
    "view to the finished answer, without network and login: checks of every row used, the line of "
    "the read log and its commit, the template or the paper. Aims: each page under 150 ms, all of "
    "it on paper, about a hundred pages, under 3 s. On a busy machine the processor's share, in "
    "the last column, says more than the clock on the wall."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the database of a new world."""
    world.begin_anew()
    world.running()
    size = (QUICK_REVISIONS, QUICK_NOTES) if quick else (REVISIONS, NOTES)
    head = ("page", "revisions", "notes", "rounds", "median", "slowest", "processor", "size")
    section = Section("file", _HOW, head)
    world.fill(section, "case_file", *size)
    return section


def main(revisions: int, notes: int) -> None:
    """Prints a line of cells for each page."""
    import django

    django.setup()
    from django.test import RequestFactory
    from django.utils import timezone

    from spona.cases.case.actions import add_note, write_section
    from spona.cases.case.models import Case
    from spona.cases.casefile.views.file import file
    from spona.cases.casefile.views.files.history import section_history
    from spona.cases.casefile.views.files.notes import notes as notes_page
    from spona.cases.casefile.whole_case import print_whole_case
    from spona.deadlines.exclusions import asked_once
    from spona.demo.people import actor_of, keys_of
    from spona.demo.world import PASSWORD
    from spona.directory.models import Member
    from spona.vault.models import Section as Sealed

    member = Member.objects.select_related("person__account", "institution").get(
        person__account__login="vesna.csr"
    )
    by = replace(actor_of(member), stepped_up_at=timezone.now())
    keys = keys_of(member, PASSWORD)
    can: dict[str, Any] = {"by": by, "keys": keys}
    cases = Case.objects.visible_to(by).filter(closed_at=None).order_by("opened_at")
    case = cases.select_related("owner_institution", "network__town", "box")[0]
    for number in range(revisions):
        section = Sealed.objects.named(case.box_id, "plan").get()
        write_section(
            case, "plan", {"text": f"{number}. {_WORDS}"}, revision=section.revision, **can
        )
    for number in range(notes):
        add_note(case, f"{number}. {_WORDS}", **can)
    factory = RequestFactory()

    def asked(view: Callable[..., Any], *args: str) -> Callable[[], bytes]:
        def ask() -> bytes:
            request = factory.get("/")
            request.actor, request.keys, request.language = by, keys, "sr"  # type: ignore[attr-defined]
            with asked_once():
                answer = view(request, case.reference, *args)
            if answer.status_code != 200:
                raise RuntimeError("a page was refused")
            return bytes(answer.content)

        return ask

    def on_paper() -> bytes:
        return print_whole_case(case, purpose="archive", language="sr", **can)

    pages: dict[str, Callable[[], bytes]] = {
        "the file, identification": asked(file),
        "the file, support": asked(file, "support"),
        "notes": asked(notes_page),
        "history of one part": asked(section_history, "plan"),
        "all of it on paper": on_paper,
    }
    for name, page in pages.items():
        answer = page()
        times, worked = [], []
        for _ in range(ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            page()
            times.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
        measured = ms(median(times)), ms(max(times)), ms(median(worked))
        row = (name, str(revisions), str(notes), str(ROUNDS), *measured, _size(answer))
        print("\t".join(row), flush=True)


def _size(answer: bytes) -> str:
    if not answer.startswith(b"%PDF"):
        return f"{len(answer) // 1000} kB"
    return f"{len(PdfReader(io.BytesIO(answer)).pages)} pages"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
