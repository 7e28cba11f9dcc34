"""The papers the tests print: one full report in a given script, and the fonts."""

import io
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from spona.documents import (
    Attachment,
    Deadline,
    Fact,
    Observation,
    ReportDocument,
    Sender,
    SignAnswer,
    Withheld,
)

NODE_FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans"
NOON = datetime(2026, 11, 24, 12, 5, tzinfo=ZoneInfo("Europe/Belgrade"))
CHECKPOINT = "2026-11-23 4f1c 09ab 77de 21c0"

CYRILLIC = {
    "school": "ОШ „Вук Караџић” Врање",
    "centre": "Центар за социјални рад Врање",
    "writer": "Ђурђица Шћекић",
    "role": "психолог",
    "contact": "локал 14",
    "told": "директорка Жижа Чађо",
    "asked": "Процена безбедности",
    "age": "15–17 година",
    "language": "ромски",
    "safety": "Не звати телефон особе",
    "town": "Врање",
    "source": "Правилник, неодложно",
    "list": "Листа за школе, 2020",
    "statement": "Има нове ствари које не објашњава",
    "seen": "љубичаст џемпер и нов телефон",
    "how": "видела лично",
    "observation": "Чека је исти човек",
    "when": "два пута у новембру",
    "person_label": "Име и презиме",
    "person": "Љубица Њежић",
    "basis": "Породични закон, члан 263",
    "file": "порука.jpg",
    "section": "Белешке педагога",
    "number": "01-447/2026",
    "own_words": "Не смем кући пре осам",
    "phone": "017 421-555",
    "address": "Партизанска 12, Врање",
    "email": "skola@example.org",
}
LATIN = {
    "school": "OŠ „Vuk Karadžić” Vranje",
    "centre": "Centar za socijalni rad Vranje",
    "writer": "Đurđica Šćekić",
    "role": "psiholog",
    "contact": "lokal 14",
    "told": "direktorka Žiža Čađo",
    "asked": "Procena bezbednosti",
    "age": "15–17 godina",
    "language": "romski",
    "safety": "Ne zvati telefon osobe",
    "town": "Vranje",
    "source": "Pravilnik, neodložno",
    "list": "Lista za škole, 2020",
    "statement": "Ima nove stvari koje ne objašnjava",
    "seen": "ljubičast džemper i nov telefon",
    "how": "videla lično",
    "observation": "Čeka je isti čovek",
    "when": "dva puta u novembru",
    "person_label": "Ime i prezime",
    "person": "Ljubica Nježić",
    "basis": "Porodični zakon, član 263",
    "file": "poruka.jpg",
    "section": "Beleške pedagoga",
    "number": "01-447/2026",
    "own_words": "Ne smem kući pre osam",
    "phone": "017 421-555",
    "address": "Partizanska 12, Vranje",
    "email": "skola@example.org",
}


def full_report(w: dict[str, str]) -> ReportDocument:
    return ReportDocument(
        kind="report",
        reference="R-7K3M-Q2",
        sender=Sender(
            w["school"],
            w["writer"],
            w["role"],
            w["contact"],
            w["told"],
            (w["phone"],),
            w["address"],
            w["email"],
        ),
        recipient=w["centre"],
        sent_at=NOON,
        printed_at=NOON + timedelta(minutes=3),
        urgency="immediate",
        asked=w["asked"],
        age="child",
        legal_basis=w["basis"],
        age_detail=w["age"],
        language=w["language"],
        safety=w["safety"],
        deadline=Deadline(NOON + timedelta(hours=24), w["town"], w["source"]),
        registry_number=w["number"],
        own_words=w["own_words"],
        signs=(SignAnswer(w["statement"], "yes", w["seen"], w["how"]),),
        signs_source=w["list"],
        observations=(Observation(w["observation"], w["when"]),),
        person=(Fact(w["person_label"], w["person"]),),
        attachments=(Attachment(w["file"], "9f86d081" * 8, NOON),),
        withheld=(Withheld(w["section"], w["school"]),),
    )


def words_of(pdf: bytes) -> str:
    """The text of all pages with every run of white space as one space."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.fixture(scope="session")
def font_paths() -> list[Path]:
    folder = Path(os.environ.get("SPONA_TEST_FONTS", NODE_FONTS))
    assert folder.is_dir(), "the fonts are installed at set-up"
    return [folder]


@pytest.fixture
def cyrillic() -> ReportDocument:
    return full_report(CYRILLIC)


@pytest.fixture
def latin() -> ReportDocument:
    return full_report(LATIN)
