"""Every number about the work says how it is made, and its trace opens nothing that was shut.

A number is what the pages draw as one. What shows it names its trace by `aria-details`; the trace
is the component `ui/parts/trace.html` on the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from spona.ui.trace import Trace
from tests.harness.asking import Ask, asks, browsers, respond

pytestmark = [pytest.mark.django_db, pytest.mark.slow("reads every page with a number")]

# Drawn as a number: a class of the element, or the element itself.
CLASSES = {"num", "told-sum", "bar-told", "kept-told", "late-count", "is-small"}
TAGS = {"progress"}
# Classes of what holds numbers in elements without a class of their own.
HOLDERS = {"nobodys": "b", "sums": "dd"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr",
        "path", "rect", "circle", "line"}  # fmt: skip
# Whoever meets numbers; for the public pages, nobody.
READERS = ("bea", "vesna", "mirjana", "dora")
# Pages whose numbers are no sums: what somebody wrote on this very page, or a place in a list.
WRITTEN = {
    "cases/file/plan.html": "services of one person, each as it was written, inside the file",
    "cases/referral_pages/add.html": "how many of a form's questions are answered so far",
    "cases/signs.html": "how many of a form's questions are answered so far",
    "cases/standards/columns_read.html": "the place of a column in a file",
    "cases/standards/standards.html": "codes of a list that has a code for them, not work",
    "identity/card.html": "codes of a card",
    "identity/login.html": "the place for a code",
    "mandates/parts/document.html": "the date of a signature",
    "meetings/agenda.html": "numbers of points",
    "meetings/table_meeting.html": "numbers of points",
    "meetings/minutes.html": "numbers of points",
    "plans/activity.html": "people of one activity, as whoever was there counted them",
    "plans/history.html": "numbers of lines",
    "plans/ours.html": "numbers of lines",
    "plans/preview.html": "numbers of rows in a file",
    "projects/rates.html": "rates as they were entered, each with its day and source",
    "reference/legal_row.html": "numbers of articles",
    "reference/lists.html": "entries of a list",
    "reference/signs.html": "numbers of signs",
    "public/release.html": "below it stands how a release is made, with its budget and intervals",
    "statistics/releases.html": "the ledger of budgets, which says of each who booked it and when",
    "services/preview.html": "numbers of rows in a file",
    "services/type_totals.html": "totals as they were typed, each with who and when",
    "surveys/public/step.html": "how far a form is filled in",
    "training/module.html": "numbers of questions",
    "training/parts/people.html": "points of one person each, for the trainer",
    "ui/base_import_preview.html": "numbers of rows in a file",
    "vault/paper.html": "a key on paper",
    "vault/theft.html": "how far the keys have been changed",
}
# Where a number may stand without being one: a day, a reference, a place in a list.
_DAY = re.compile(r"^\d{1,2}\. ?\d{1,2}\.$|^\d+\.$|^\d+(\.\d+)+\.?$")


@dataclass
class Element:
    tag: str
    classes: frozenset[str]
    ident: str
    details: str
    phone: bool
    text: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """`bare`: numbers that name no trace; `named`: traces that are named; `traces`: id → its text;
    `links`: those inside of traces; `ids`: of everything.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.bare: list[str] = []
        self.named: set[str] = set()
        self.traces: dict[str, str] = {}
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        found = dict(attrs)
        one = Element(
            tag, frozenset((found.get("class") or "").split()), found.get("id") or "",
            found.get("aria-details") or "",
            found.get("dir") == "ltr",
        )  # fmt: skip
        self.ids.add(one.ident)
        if one.details:
            self.named.add(one.details)
        if tag == "a" and self._trace() and found.get("href"):
            self.links.append(found["href"])
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag, attrs) -> None:
        """An empty element of a drawing."""

    def handle_data(self, data) -> None:
        for one in self.open:
            one.text.append(data)

    def handle_endtag(self, tag) -> None:
        while any(one.tag == tag for one in self.open):
            one = self.open[-1]
            text = " ".join("".join(one.text).split())
            if _is_trace(one):
                self.traces[one.ident] = text
            if self._is_number(one, text) and not any(each.details for each in self.open):
                self.bare.append(text)
            self.open.pop()
            if one.tag == tag:
                return

    def _trace(self) -> bool:
        return any(_is_trace(one) for one in self.open)

    def _is_number(self, one: Element, text: str) -> bool:
        if one.tag == "th" or one.phone or not re.search(r"\d", text) or _DAY.match(text):
            return False
        inside = {name for each in self.open for name in each.classes}
        held = any(one.tag == tag and name in inside for name, tag in HOLDERS.items())
        # The bar of a deadline is its own: beside it stands the rule.
        drawn = one.tag in TAGS and "deadline" not in inside
        return held or drawn or bool(CLASSES & one.classes)


def _is_trace(one: Element) -> bool:
    return one.tag == "details" and "made" in one.classes


@dataclass(frozen=True)
class Read:
    """A page that somebody read; `used`: the templates that made it."""

    who: str
    ask: Ask
    page: Page
    used: list[str]


_READ: list[Read] = []
# Where a trace leads to what its reader may not open; found in the world whose pages were read.
_SHUT: list[str] = []


@pytest.fixture
def pages(world) -> list[Read]:
    """Every page of every reader, asked for once, and every link of a trace."""
    if not _READ:
        people = browsers(world)
        _READ.extend(_read(world, people))
        _SHUT.extend(_shut(people, _READ))
    return _READ


def _shut(people, pages: list[Read]) -> Iterator[str]:
    asked: set[tuple[str, str]] = set()
    for one in pages:
        name, ask, page = one.who, one.ask, one.page
        for href in page.links:
            target = urljoin(ask.path, href)
            if urlsplit(target).scheme or (name, target) in asked:
                continue
            if href.startswith("#"):
                if href[1:] not in page.ids:
                    yield f"{name} {ask.path}: nothing is {href}"
                continue
            asked.add((name, target))
            answer = people[name].get(target)
            onward = answer.status_code == 302 and "/step-up/" in answer["Location"]
            if answer.status_code != 200 and not onward:
                yield f"{name} {ask.path} → {target}: {answer.status_code}"


def _read(world, people) -> Iterator[Read]:
    for ask in asks(world):
        public = ask.name.startswith("public:")
        for name in ("nobody",) if public else READERS:
            answer = respond(people[name], ask, "GET")
            if answer.status_code != 200 or answer.streaming:
                continue
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            used = [one.name for one in getattr(answer, "templates", []) if one.name]
            yield Read(name, ask, Page(answer.content.decode()), used)


def test_every_number_on_every_page_says_how_it_is_made(pages):
    bare, broken, traced = [], [], set()
    for one in pages:
        page, where = one.page, f"{one.who} {one.ask.name} {one.ask.path}"
        broken += [f"{where}: {name}" for name in page.named - set(page.traces)]
        if page.traces:
            traced.add(one.ask.name)
        if page.bare and not WRITTEN.keys() & set(one.used):
            bare.append(f"{where}: {page.bare[:5]} {one.used[:1]}")
    assert bare == []
    assert broken == [], "aria-details names what is not there"
    assert {
        "dashboard:between", "dashboard:desk", "dashboard:institution", "dashboard:loop",
        "dashboard:overview", "mandates:coverage", "meetings:meetings", "plans:indicator",
        "plans:plan", "plans:report", "prevention:needs", "public:series", "statistics:show",
        "statistics:snapshots", "surveys:results",
    } <= traced  # fmt: skip


def test_a_trace_leads_nowhere_that_is_closed_to_its_reader(pages):
    cases, links = [], 0
    for one in pages:
        name, ask, page = one.who, one.ask, one.page
        links += len(page.links)
        for text in page.traces.values():
            # What only counts for a reader names no file, report or message.
            if name in ("mirjana", "dora", "nobody") and re.search(r"\b[FRTC]-\w{4}-\w{2}\b", text):
                cases.append(f"{name} {ask.path}: {text}")
        if name in ("mirjana", "dora"):
            cases += [f"{name} {ask.path}: {href}" for href in page.links
                      if href.startswith(("/cases/", "/r/", "/inbox/", "/messages/"))]  # fmt: skip
    assert _SHUT == []
    assert cases == [], "a coordinator or an analyst is led to single cases"
    assert links


def test_a_trace_says_where_the_facts_are_or_why_not():
    with pytest.raises(ValueError, match="either where the facts are"):
        Trace("x", "Rule.")


def test_every_template_that_draws_a_number_is_looked_at():
    """A page that the world does not fill is found here: it names a trace, or says why it has
    none.
    """
    root = Path("src/spona")
    draws = re.compile(
        r'class="(?:[^"]* )?(?:num|told-sum|bar-told|kept-told)(?:[ {][^"]*)?"|<progress|class="sums"'
    )
    heads = re.compile(r"<th\b[^>]*>", re.DOTALL)
    found = set()
    for path in root.glob("*/templates/**/*.html"):
        text = heads.sub("", path.read_text())
        if draws.search(text) and "aria-details" not in text:
            found.add(str(path).split("/templates/")[1])
    assert found - WRITTEN.keys() - PARTS.keys() == set()


# Parts of a page, and where their numbers are traced or written.
PARTS = {
    "directory/institution.html": "telephone numbers",
    "directory/parts/call_now.html": "telephone numbers",
    "meetings/points.html": "numbers of points",
    "plans/plan.html": "days; its indicators are a table of their own",
    "plans/rows.html": "numbers of lines",
    "plans/table.html": "numbers of lines",
    "statistics/figures/grids.html": "figures of a year: their page says from which sheets",
    "statistics/parts/figures.html": "of a release, whose page says how it is made",
    "training/parts/bars.html": "of results, which name their trace",
    "ui/parts/deadline.html": "the bar of a deadline, whose rule stands beside it",
}
