"""What goes on paper and comes back, through the pages of a served world."""

from __future__ import annotations

from django.utils import timezone

from tests.harness import reporting
from tests.harness.browser import Browser
from tests.harness.planted import Plant


def on_paper(ana: Browser, plant: Plant) -> str:
    """To the Centre, which has no login: handed over, called, answered, a signed scan back."""
    draft = reporting.draft(ana, plant, signs=2)
    reporting.addressed(ana, draft, to="Centar za zaštitu")
    # What goes on paper is what was shown with these ticks.
    preview = {"parts": reporting.PARTS}
    assert ana.submit(f"{draft}preview/", preview | {"show": "1"}).status == 200
    assert ana.submit(f"{draft}preview/", preview | {"paper": "1"}).status == 302
    assert ana.get(f"{draft}call.pdf").status == 200
    path = _done(ana, f"{draft}paper/", _told(plant) | {"text": plant.story(2)})
    _done(ana, f"{path}calls/", _told(plant) | {"text": plant.story(2)})
    _done(ana, f"{path}heard/taken-over/", _told(plant) | {"text": plant.story(1)})
    _done(ana, f"{path}heard/asks/", _told(plant) | {"message": plant.story(1)})
    fields = {"text": plant.sentence()} | ana.get(f"{path}scan/").fields()
    name, content = f"{plant.word()} {plant.word()}.pdf", b"%PDF-1.7 " + plant.story(8).encode()
    assert ana.upload(f"{path}scan/", fields, name, content).status == 302
    for sheet in ("report.pdf", "call.pdf"):
        assert ana.get(path + sheet).status == 200
    return path


def _told(plant: Plant) -> dict[str, str]:
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {
        "how": "phone", "role": plant.word(), "who": plant.name(), "number": plant.word(), "at": at,
    }  # fmt: skip


def _done(ana: Browser, path: str, typed: dict[str, str]) -> str:
    answer = ana.submit(path, typed)
    assert answer.status == 302, answer.text[:3000]
    return answer.headers["Location"]
