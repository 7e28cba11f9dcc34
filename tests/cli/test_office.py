"""What Spona writes for other programs opens in LibreOffice, in both scripts, to the last row."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from docx.table import Table

from spona.demo.casework.story import build_story
from spona.demo.world import build_world
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.tables import XLSX_TYPE
from spona.identity.models import Account, Attempt
from spona.plans.models import Plan
from spona.plans.rows import known_of
from spona.plans.workbook.differences import differences_of
from spona.plans.workbook.reading import read
from spona.reference.scripts import latin
from tests.cli import office
from tests.harness.world import Somebody
from tests.shared_world import kept

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/documents",
    "src/spona/plans",
    "src/spona/projects",
    "src/spona/statistics",
    "src/spona/cases",
    "tests/cli",
)

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

PEOPLE = ("mirjana.koordinator", "bea.csr", "dora.podaci", "goran.skola")
SCRIPTS = ("sr", "sr-latn")
ENDINGS = {DOCX_TYPE: "docx", XLSX_TYPE: "xlsx"}
LINK = re.compile(r'href="([^"#]+)')
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Of one kind of page so many are looked at by one person.
EACH = 2
# What a year of the demo gives to take along, by the name of its address.
FILES = {
    "prevention:budget", "prevention:export", "prevention:export_needs", "meetings:write_on",
    "mandates:export_coverage", "plans:activities_xlsx", "plans:plan_xlsx", "plans:report_file",
    "practice:export", "practice:print_feedback", "projects:budget", "services:export",
    "training:people_table",
}  # fmt: skip
# Read by programs and by who makes a form: their headings are codes, and nobody prints them.
CODED = ("surveys-ready_file", "surveys-export_answers")


def _a_year():
    # Before a minute's work, not after it.
    office.needed()
    world = build_world()
    build_story(world)
    return world


_built, world = kept(_a_year)


def test_libreoffice_opens_every_paper_and_table(world, tmp_path):
    found: set[str] = set()
    made: dict[str, bytes] = {}
    for login in PEOPLE:
        browser = _signed_in(world, login)
        for language in SCRIPTS:
            _reads(login, language)
            for name, ending, content in _files(browser, found):
                made.setdefault(f"{language}-{name}.{ending}", content)
    assert sorted(FILES - found) == []
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    pages = office.converted((tmp_path / name for name in made), "pdf", folder=tmp_path)
    faults = [fault for name in made for fault in _lost(tmp_path / name, pages)]
    assert faults == []
    kinds = Counter(name.rsplit(".")[-1] for name in made)
    told = f"{kinds['docx']} papers and {kinds['xlsx']} tables in two scripts opened"
    print(f"{told}: headings and last rows are there")  # noqa: T201


def test_a_plan_that_libreoffice_saved_comes_back_without_a_change(world, tmp_path):
    told, browser = [], _signed_in(world, PEOPLE[0])
    for language in SCRIPTS:
        _reads(PEOPLE[0], language)
        for plan in Plan.objects.filter(network__slug="vranje"):
            answer = browser.get(f"/plan/{plan.pk}/plan.xlsx")
            assert answer.status_code == 200
            sent = tmp_path / f"{language}-{plan.pk}.xlsx"
            sent.write_bytes(answer.content)
            folder = tmp_path / "saved"
            folder.mkdir(exist_ok=True)
            saved = office.converted([sent], "xlsx", folder=folder)[sent.stem].read_bytes()
            assert saved != answer.content, "LibreOffice wrote it anew"
            found = differences_of(read(saved, plan), known_of(plan))
            assert (found.wanted, found.refusals) == ([], [])
            told.append(found.same)
    assert min(told) > 1
    print(f"{len(told)} workbooks saved by LibreOffice: {sum(told)} rows, 0 changes shown")  # noqa: T201


def _signed_in(world, login: str) -> Client:
    secret = world.accounts[login].totp_secret
    return Somebody(Account.objects.get(login=login), secret, world.members[login]).sign_in()


def _reads(login: str, language: str) -> None:
    Account.objects.filter(login=login).update(language=language)


def _files(browser: Client, found: set[str]):
    """(name, ending, bytes) of each file that a link leads to from the desk."""
    waiting, seen, looked = ["/desk/"], {"/desk/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = browser.get(path)
        if ending := ENDINGS.get(answer.get("Content-Type", "")):
            name = resolve(urlsplit(path).path).view_name
            found.add(name)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield f"{name.replace(':', '-')}-{looked[name, ending]}", ending, content
            # Each has a share of tables; one person who takes all of them along has to wait.
            Attempt.objects.all().delete()
            continue
        if "text/html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        for target in LINK.findall(answer.content.decode()):
            where = urlsplit(urljoin(path, unescape(target)))
            asked = where.path + (f"?{where.query}" if where.query else "")
            if where.scheme or asked in seen or where.path.startswith("/static/"):
                continue
            try:
                name = resolve(where.path).view_name
            except Resolver404:
                continue
            kind = next((one for one in ("docx", "xlsx") if one in asked), "")
            if looked[name, kind] < EACH and name != "public:exit":
                looked[name, kind] += 1
                seen.add(asked)
                waiting.append(asked)


def _lost(path: Path, pages: dict[str, Path]) -> list[str]:
    """What stands in the file and not in LibreOffice's PDF of it."""
    if path.stem not in pages:
        return [f"{path.name} did not open"]
    if any(one in path.name for one in CODED):
        return []
    shown, content = office.text_of(pages[path.stem]), path.read_bytes()
    heads, last = _of_paper(content) if path.suffix == ".docx" else _of_table(content)
    said = [*heads, *last]
    faults = [f"{path.name}: {one!r} is lost" for one in said if office.squeezed(one) not in shown]
    cyrillic = [one for one in heads if latin(one) != one]
    if path.name.startswith("sr-latn") == bool(cyrillic):
        faults.append(f"{path.name}: its headings are in the other script: {heads}")
    return faults


def _of_paper(content: bytes) -> tuple[list[str], list[str]]:
    """Headings; and the last row of a table at the end, or the last line that says something."""
    paper = docx.Document(io.BytesIO(content))
    heads = [one.text for one in paper.paragraphs if one.style.name.startswith("Heading")]
    last = [one for one in paper.iter_inner_content() if isinstance(one, Table) or one.text][-1]
    rows = [cell.text for cell in last.rows[-1].cells] if isinstance(last, Table) else [last.text]
    return heads, rows


def _of_table(content: bytes) -> tuple[list[str], list[str]]:
    """The head; and the texts of the last row, without an id that nobody reads."""
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    texts = [[cell for cell in row if isinstance(cell, str) and cell] for row in rows]
    return texts[0], [one for one in texts[-1] if not ID.fullmatch(one)]
