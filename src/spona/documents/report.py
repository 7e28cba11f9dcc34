"""A report or packet as it is handed over on paper."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils import translation

from spona.documents import report_words as words
from spona.documents.cards import qr_svg
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
            "words": words.fixed_words()
            | (words.slip_words(gives_places=report.gives_places) if report.slip else {}),
            "title": words.title(report.kind, report.reference),
            "reference": report.reference,
            "checkpoint": checkpoint,
            "practice": report.practice,
            "from": _institution(report.sender),
            "answer_to": _institution(report.passed_on_by or report.sender),
            "passed_on": words.passed_on() if report.passed_on_by else "",
            "to": report.recipient,
            "labels": _printable(words.fact_labels()),
            "facts": _at_a_glance(report, language),
            "urgency": words.urgency_word(report.urgency),
            "deadline": _printable(words.deadline_lines(report.deadline, language)),
            "safety": report.safety,
            "asked": report.asked,
            "own_words": report.own_words,
            "signs": [_sign(one) for one in report.signs if one.answer in ("yes", "not_sure")],
            "signs_source": report.signs_source,
            "observations": [
                {"text": one.text, "when": one.when, "how": one.how_known}
                for one in report.observations
            ],
            "person": _pairs((fact.label, fact.value) for fact in report.person),
            "signed_by": ", ".join(filter(None, (report.sender.name, report.sender.role))),
            "legal_basis": report.legal_basis,
            "unconfirmed": not report.legal_basis_confirmed,
            "refused": report.refused,
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
            # The reference alone: it names nobody, and without an account it leads nowhere.
            "qr": qr_svg(report.reference) if report.slip else "",
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
    return _pairs(
        (
            (label["sent"], words.date_and_time(report.sent_at, language)),
            (label["printed"], words.date_and_time(report.printed_at, language)),
            (label["age"], age),
            (label["language"], report.language),
        )
    )


def _institution(sender: Sender) -> Printable:
    """Whom the recipient calls and where they write to: the institution, then the writer."""
    label = words.institution_labels()
    lines = (
        (label["phone"], ", ".join(sender.phones)),
        *(() if sender.address is None else ((label["address"], sender.address),)),
        (label["email"], sender.email),
    )
    person = ", ".join(filter(None, (sender.name, sender.role, sender.contact)))
    writer = ((label["writer"], person), (label["told"], sender.told))
    return {
        "name": sender.institution,
        "phone": ", ".join(sender.phones[:1]) or sender.contact,
        # Where nobody has entered any, a line to write on: the paper has to say how to answer.
        "lines": _pairs(lines) or _lines(lines[:1]),
        "writer": _pairs(writer),
    }


def _entry(one: Entry, language: Language) -> Printable:
    label = words.entry_labels()
    said = f"{one.what} – {words.second_hand()}" if one.second_hand else one.what
    lines = ((label["who"], one.who), (label["number"], one.number), (label["text"], one.text))
    return {
        "at": words.date_and_time(one.at, language), "what": said, "lines": _pairs(lines)
    }  # fmt: skip


def _printable(texts: Mapping[str, str]) -> dict[str, Printable]:
    return dict(texts)


def _lines(lines: Iterable[tuple[str, str]]) -> list[Printable]:
    return [{"label": label, "value": value} for label, value in lines]


def _pairs(lines: Iterable[tuple[str, str]]) -> list[Printable]:
    """The same without what is empty."""
    return _lines(line for line in lines if line[1])


def _sign(sign: SignAnswer) -> Printable:
    return {
        "statement": sign.statement,
        "answer": words.answer_word(sign.answer),
        "strong": sign.answer == "yes",
        "seen": sign.seen,
        "how": sign.how_known,
    }
