"""A report written and sent through the pages of a served world."""

from __future__ import annotations

import re
from typing import Any

from tests.harness.browser import Browser, choices
from tests.harness.planted import Plant

PARTS = ["signs", "account", "who", "reach"]


def person(plant: Plant) -> dict[str, Any]:
    """Every field of the third step that takes words."""
    return {
        "age": "not_sure", "age_detail": plant.word(), "name": plant.name(), "born": plant.word(),
        "language": plant.word(), "more": plant.story(2), "safe": "no",
        "how_to_reach": plant.story(2), "phone": plant.phone(), "address": plant.address(),
        "trusted": plant.name(), "own_words": plant.story(4), "noticed": plant.story(4),
        "who_else": plant.name(), "certainty": "fairly", "asked": plant.sentence(),
        "urgency": "urgent", "told": ["director"], "told_more": plant.word(),
        "own_phone": plant.phone(), "registry_number": plant.word(), "notes": plant.story(2),
    }  # fmt: skip


def draft(browser: Browser, plant: Plant, *, signs: int = 6) -> str:
    """The first three steps and the recipient; returns `/signs/<id>/`."""
    called = {"in_danger": "yes", "reached": plant.name(), "role": plant.word(), "at": plant.word()}
    # Whoever has begun a draft is led back to it, unless they ask for another.
    begun = browser.submit("/signs/?another=1", called)
    assert begun.status == 302, begun.text[:2000]
    path = re.match(r"/signs/[0-9a-f-]+/", begun.headers["Location"])[0]
    page = browser.get(f"{path}signs/")
    seen = re.findall(r'name="seen_([^"]+)"', page.text)[:signs]
    assert seen, page.text[:2000]
    answers: dict[str, str] = {}
    for code in seen:
        answers |= {f"sign_{code}": "yes", f"seen_{code}": plant.sentence(), f"how_{code}": "self"}
    assert browser.post(f"{path}signs/", page.fields() | answers).status == 302
    assert browser.submit(f"{path}person/", person(plant)).status == 302
    return path


def addressed(browser: Browser, path: str, *, to: str, exclude: str = "") -> None:
    """Chooses the institution whose radio button stands beside the words `to`."""
    page = browser.get(f"{path}recipient/")
    network = choices(page, "network")[0][0]
    institution = _beside(page.text, "institution", to)
    answers: dict[str, Any] = {"network": network, "institution": institution, "related": "no"}
    if exclude:
        answers |= {"related": "yes", "people": [_beside(page.text, "people", exclude)]}
    answer = browser.post(f"{path}recipient/", page.fields() | answers)
    if exclude and answer.status != 302:
        # The people of an institution are offered once it was chosen.
        page = browser.get(f"{path}recipient/")
        answers["people"] = [_beside(page.text, "people", exclude)]
        answer = browser.post(f"{path}recipient/", page.fields() | answers)
    assert answer.status == 302, answer.text[:3000]


def _beside(page: str, name: str, words: str) -> str:
    """The value of the input `name` whose label holds `words`."""
    found = re.findall(
        rf'<input\b[^>]*name="{name}"[^>]*value="([^"]+)"[^>]*>(.*?)(?=<input\b|</fieldset>|</form>)',
        page, re.DOTALL,
    )  # fmt: skip
    for value, label in found:
        if words in re.sub(r"<[^>]+>", " ", label):
            return value
    raise AssertionError(f"no {name} beside {words!r} among {len(found)}")


def sent(browser: Browser, path: str) -> str:
    """The last click; returns `/r/<reference>/`."""
    answer = browser.submit(f"{path}preview/", {"parts": PARTS}, to=f"{path}send/")
    assert answer.status == 302, answer.text[:3000]
    assert answer.headers["Location"].startswith("/r/"), answer.headers["Location"]
    return answer.headers["Location"]


def chosen(page: str, name: str, words: str) -> str:
    """The value of the choice in `<select name=…>` or among radio buttons that says `words`."""
    select = re.search(rf'<select\b[^>]*name="{name}".*?</select>', page, re.DOTALL)
    if select is None:
        return _beside(page, name, words)
    for value, label in re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)', select[0]):
        if words in label:
            return value
    raise AssertionError(f"no {name} that says {words!r}")
