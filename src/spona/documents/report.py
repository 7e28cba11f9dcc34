"""A report or packet as it is handed over on paper."""

from collections.abc import Iterable
from pathlib import Path

from django.utils import translation

from spona.documents import report_words as words
from spona.documents.render import Language, Printable, render
from spona.documents.report_shape import Entry, ReportDocument, Sender, SignAnswer


def report_pdf(
    report: ReportDocument, *, language: Language, checkpoint: str, font_paths: Iterable[Path]
) -> bytes:
    """The paper as A4 PDF bytes, marked PDF/UA-1 by typst (no validator has confirmed it).

    Our own words are in `language`; content stays in the script it was written in. `checkpoint`
    is the audit line printed at the foot of each page. Raises `DocumentError`.
    """
    with translation.override(language):
        data: dict[str, Printable] = {
            "words": words.fixed_words(),
            "title": words.title(report.kind, report.reference),
            "reference": report.reference,
            "checkpoint": checkpoint,
            "practice": report.practice,
            "facts": _at_a_glance(report, language),
            "safety": report.safety,
            "asked": report.asked,
            "signs": [_sign(sign) for sign in report.signs],
            "signs_source": report.signs_source,
            "observations": [
                {"text": one.text, "when": one.when, "how": one.how_known}
                for one in report.observations
            ],
            "person": _pairs((fact.label, fact.value) for fact in report.person),
            "sender": _pairs(_who_sends(report.sender)),
            "signed_by": ", ".join(filter(None, (report.sender.name, report.sender.role))),
            "legal_basis": report.legal_basis,
            "unconfirmed": not report.legal_basis_confirmed,
            "registry_number": report.registry_number,
            "attachments": [
                {
                    "name": one.name,
                    "sha256": one.sha256,
                    "added": words.date_and_time(one.added_at, language),
                }
                for one in report.attachments
            ],
            "entries": [_entry(one, language) for one in report.entries],
            "withheld": [words.sealed_line(one.section, one.seen_by) for one in report.withheld],
        }
    return render(
        "report.typ",
        data,
        language=language,
        made_at=report.printed_at,
        font_paths=font_paths,
    )


def _at_a_glance(report: ReportDocument, language: Language) -> list[Printable]:
    label = words.fact_labels()
    known = words.age_word(report.age) if report.age else ""
    age = ", ".join(filter(None, (known, report.age_detail)))
    before = (
        (label["from"], report.sender.institution),
        (label["to"], report.recipient),
        (label["sent"], words.date_and_time(report.sent_at, language)),
        (label["printed"], words.date_and_time(report.printed_at, language)),
    )
    urgency = words.urgency_word(report.urgency)
    after = (
        (label["deadline"], words.deadline_line(report.deadline, report.deadline_source)),
        (label["age"], age),
        (label["language"], report.language),
    )
    strong: Printable = {"label": label["urgency"], "value": urgency, "strong": True}
    return [*_pairs(before), strong, *_pairs(after)]


def _who_sends(sender: Sender) -> Iterable[tuple[str, str]]:
    label = words.sender_labels()
    return (
        (label["name"], sender.name),
        (label["role"], sender.role),
        (label["contact"], sender.contact),
        (label["told"], sender.told),
    )


def _entry(one: Entry, language: Language) -> Printable:
    label = words.entry_labels()
    said = f"{one.what} – {words.second_hand()}" if one.second_hand else one.what
    lines = ((label["who"], one.who), (label["number"], one.number), (label["text"], one.text))
    return {
        "at": words.date_and_time(one.at, language), "what": said, "lines": _pairs(lines)
    }  # fmt: skip


def _pairs(lines: Iterable[tuple[str, str]]) -> list[Printable]:
    return [{"label": label, "value": value} for label, value in lines if value]


def _sign(sign: SignAnswer) -> Printable:
    return {
        "statement": sign.statement,
        "answer": words.answer_word(sign.answer),
        "strong": sign.answer == "yes",
        "seen": sign.seen,
        "how": sign.how_known,
    }
