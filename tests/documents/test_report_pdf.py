import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from spona.documents import (
    DocumentError,
    Language,
    Observation,
    ReportDocument,
    SignAnswer,
    report_pdf,
)
from spona.documents import report_words as words
from tests.documents.conftest import CHECKPOINT, CYRILLIC, LATIN, NOON, full_report, words_of

# Of what this report has nothing.
LEFT_OUT = ("practice", "entries", "refused")


def printed(report: ReportDocument, font_paths: list[Path], *, language: Language = "sr") -> bytes:
    return report_pdf(report, language=language, checkpoint=CHECKPOINT, font_paths=font_paths)


@pytest.mark.parametrize(
    ("language", "content"), [("sr", CYRILLIC), ("sr-latn", LATIN), ("en", LATIN)]
)
def test_every_field_stands_on_the_paper_in_its_script(
    language: Language, content: dict[str, str], font_paths: list[Path]
) -> None:
    text = words_of(printed(full_report(content), font_paths, language=language))
    assert [value for value in content.values() if value not in text] == []
    assert "R-7K3M-Q2" in text
    assert CHECKPOINT in text
    assert "9f86d081" * 8 in text.replace("\u200b", "")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_our_own_words_follow_the_language(
    language: Language, cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    text = words_of(printed(cyrillic, font_paths, language=language))
    with translation.override(language):
        expected = [
            words.title("report", "R-7K3M-Q2"),
            words.urgency_word("immediate"),
            words.answer_word("yes"),
            *words.fact_labels().values(),
            *words.institution_labels().values(),
            *(str(v) for k, v in words.fixed_words().items() if k not in LEFT_OUT),
        ]
    assert [word for word in expected if word not in text] == []


def test_the_languages_differ(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    texts = {
        words_of(printed(cyrillic, font_paths, language="sr")),
        words_of(printed(cyrillic, font_paths, language="sr-latn")),
        words_of(printed(cyrillic, font_paths, language="en")),
    }
    assert len(texts) == 3


def test_the_metadata_is_only_the_reference_and_a_date(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    reader = PdfReader(io.BytesIO(printed(cyrillic, font_paths)))
    assert reader.metadata is not None
    assert reader.metadata.title == "R-7K3M-Q2"
    assert reader.metadata.author is None
    assert reader.metadata.subject is None
    assert set(reader.metadata) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("sr")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_matter_is_not_named_by_our_own_words(
    language: Language, latin: ReportDocument, font_paths: list[Path]
) -> None:
    text = words_of(printed(latin, font_paths, language=language)).lower()
    for word in ("victim", "traffick", "žrtv", "жртв", "trgovin", "трговин"):
        assert word not in text


def test_no_name_stands_in_the_header(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    text = PdfReader(io.BytesIO(printed(cyrillic, font_paths))).pages[1].extract_text()
    assert "Љубица" not in text
    assert text.startswith("Спона")


def test_who_the_person_is_stays_out_unless_given(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    with translation.override("sr"):
        heading = str(words.fixed_words()["person"])
    assert heading in words_of(printed(cyrillic, font_paths))
    assert heading not in words_of(printed(replace(cyrillic, person=()), font_paths))


def test_a_registry_number_not_given_is_a_line_to_write_on(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    with translation.override("sr"):
        label = str(words.fixed_words()["registry_number"])
    text = words_of(printed(replace(cyrillic, registry_number=""), font_paths))
    assert "01-447/2026" not in text
    assert text.count(label) == 2  # the sender's and the recipient's


def test_an_unconfirmed_basis_says_so(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    with translation.override("sr"):
        warning = str(words.fixed_words()["unconfirmed"])
    assert warning in words_of(printed(cyrillic, font_paths))
    confirmed = replace(cyrillic, legal_basis_confirmed=True)
    assert warning not in words_of(printed(confirmed, font_paths))


def test_practice_is_written_on_every_page(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    with translation.override("sr"):
        strip = str(words.fixed_words()["practice"])
    assert strip not in words_of(printed(cyrillic, font_paths))
    pdf = PdfReader(io.BytesIO(printed(replace(cyrillic, practice=True), font_paths)))
    assert all(strip in page.extract_text() for page in pdf.pages)


def test_long_text_flows_over_numbered_pages(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    long = tuple(
        Observation(f"почетак{number} " + "Чекала је испред школе. " * 60 + f"крај{number}")
        for number in range(12)
    )
    pdf = printed(replace(cyrillic, observations=long), font_paths)
    text, pages = words_of(pdf), PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 5
    for number in range(12):
        assert f"почетак{number} " in text
        assert f"крај{number} " in text
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page.extract_text()
        assert "R-7K3M-Q2" in page.extract_text()
        assert CHECKPOINT in page.extract_text()


def test_equal_data_gives_equal_bytes(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    first = printed(cyrillic, font_paths)
    assert printed(cyrillic, font_paths) == first
    later = replace(cyrillic, printed_at=cyrillic.printed_at + timedelta(minutes=1))
    assert printed(later, font_paths) != first


def test_the_paper_works_in_grey_print(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    reader = PdfReader(io.BytesIO(printed(replace(cyrillic, practice=True), font_paths)))
    drawn = b"".join(page.get_contents().get_data() for page in reader.pages)
    colours = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", drawn)
    assert colours
    for colour in colours:
        shades = [float(part) for part in colour]
        assert max(shades) - min(shades) < 0.08


def test_every_code_has_a_word() -> None:
    for kind in ("report", "referral", "transfer", "question"):
        assert "R-1" in words.title(kind, "R-1")
    for urgency in ("immediate", "urgent", "regular"):
        assert words.urgency_word(urgency)
    for age in ("child", "adult", "not_sure"):
        assert words.age_word(age)
    for answer in ("yes", "no", "not_sure", "not_asked"):
        assert words.answer_word(answer)


def test_without_the_font_there_is_no_paper(cyrillic: ReportDocument, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="Noto Sans"):
        printed(cyrillic, [tmp_path])


# For who answers on paper ----------------------------------------------------------------


def signs(*answers: str) -> tuple[SignAnswer, ...]:
    return tuple(
        SignAnswer(f"тврдња{number}", answer, f"виђено{number}")  # type: ignore[arg-type]
        for number, answer in enumerate(answers)
    )


def test_only_signs_answered_yes_or_not_sure_stand_there(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    given = replace(cyrillic, signs=signs("yes", "no", "not_sure", "not_asked"))
    text = words_of(printed(given, font_paths))
    for number, stands in enumerate((True, False, True, False)):
        assert (f"тврдња{number}" in text) == stands
        assert (f"виђено{number}" in text) == stands


def test_the_persons_own_words_stand_before_everything_that_is_listed(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    text = words_of(printed(cyrillic, font_paths))
    own = text.index(CYRILLIC["own_words"])
    for listed in ("observation", "statement", "person_label"):
        assert own < text.index(CYRILLIC[listed])


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ({}, "Local time in: Vranje. Source: Pravilnik, neodložno."),
        ({"proposed": True}, "Proposed: no act sets it."),
        ({"source": ""}, "Proposed: no act sets it."),
        ({"from_printing": True}, "Counted from the hour of printing"),
        (
            {"rule": "First reply: 24 hours", "runs_from": NOON},
            "Rule: First reply: 24 hours. It runs from: Tuesday, 24 November 2026, 12:05.",
        ),
        ({"note": "stands still: waits"}, "stands still: waits"),
    ],
)
def test_the_deadline_is_a_day_and_an_hour_of_the_town_with_its_source(
    deadline: dict[str, object], said: str, latin: ReportDocument, font_paths: list[Path]
) -> None:
    assert latin.deadline is not None
    given = replace(latin, deadline=replace(latin.deadline, **deadline))  # type: ignore[arg-type]
    text = words_of(printed(given, font_paths, language="en"))
    assert said in text
    assert ("Wednesday, 25 November 2026, 12:05" in text) == ("note" not in deadline)


def test_without_a_deadline_it_says_so(latin: ReportDocument, font_paths: list[Path]) -> None:
    text = words_of(printed(replace(latin, deadline=None), font_paths, language="en"))
    assert "No deadline was set." in text


@pytest.mark.parametrize(("gives", "expected"), [(False, False), (True, True)])
def test_the_return_slip_has_reference_qr_and_lines_for_number_name_and_answer(
    gives: bool, expected: bool, latin: ReportDocument, font_paths: list[Path], tmp_path: Path
) -> None:
    given = replace(latin, slip=True, gives_places=gives)
    pdf = printed(given, font_paths, language="en")
    page = PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    for words_there in (
        "Return slip R-7K3M-Q2", "Our registry number", "Name, role, phone", "Our answer",
        "We take it over.", "It is not ours. It is for", "Back to", LATIN["phone"], LATIN["email"],
    ):  # fmt: skip
        assert words_there in page
    assert ("We have no place." in page) == expected
    # What is torn off and lies in a tray names nobody.
    assert LATIN["person"] not in page[page.index("Return slip") :]
    assert "Return slip" not in words_of(printed(latin, font_paths, language="en"))


def test_every_page_says_whom_to_call_when_one_is_missing(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    long = replace(cyrillic, observations=tuple(Observation("Чекала је. " * 90) for _ in range(9)))
    pages = PdfReader(io.BytesIO(printed(long, font_paths))).pages
    assert len(pages) > 2
    assert all(CYRILLIC["phone"] in page.extract_text() for page in pages)


def test_nothing_is_drawn_that_a_fax_would_lose(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    """Ink is dark or there is none: no grounds, no light grey words or lines."""
    given = replace(cyrillic, slip=True, practice=True, refused=True)
    reader = PdfReader(io.BytesIO(printed(given, font_paths)))
    drawn = b"".join(page.get_contents().get_data() for page in reader.pages)
    for colour in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", drawn):
        assert max(float(part) for part in colour) < 0.35
