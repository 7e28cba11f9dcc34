"""Which sentences a stranger can meet: they exist in every language of the public pages.

A file counts whole. Of a file that staff pages share, single sentences are named.
`test_every_language.py` in the tests of `tipline` and `training` walks through the pages and finds
what is missing here.
"""

from __future__ import annotations

from typing import Final

from django.utils import translation

# Below `src/spona`; in `ui`, `cases` and `tipline` staff pages have files of their own.
FILES: Final = (
    "library/views/calendars.py",
    "public/**/*.py",
    "public/templates/**/*.html",
    "services/templates/services/hsds.html",
    "library/templates/library/public/*.html",
    "projects/days.py",
    "projects/models/people.py",
    "projects/models/project.py",
    "reference/models/figures.py",
    "reference/models/validity.py",
    "tipline/actions/returning.py",
    "tipline/actions/sending.py",
    "tipline/forms/report.py",
    "tipline/forms/returning.py",
    "tipline/forms/first_message.py",
    "tipline/read_by.py",
    "tipline/reading_hours.py",
    "tipline/receipt.py",
    "vault/receipt_code_input.py",
    "tipline/views/returning.py",
    "tipline/words.py",
    *(
        f"tipline/templates/tipline/{name}.html"
        for name in ("back", "base", "start", "from", "received", "report", "reported", "thread",
                     "towns", "write", "parts/danger", "parts/elsewhere", "parts/hidden",
                     "parts/mistakes", "parts/receipt")
    ),
    "training/questionnaires.py",
    "training/certificate_paper.py",
    "training/forms/public.py",
    "training/templates/training/public/*.html",
    "documents/certificate.py",
    "notifications/mail.py",
    "cases/intake/forms/call.py",
    "cases/intake/forms/danger.py",
    "cases/fields/codes.py",
    "cases/intake/forms/person.py",
    "cases/fields/possible.py",
    "middleware/public_refusals.py",
    "documents/leaflet.py",
    "services/answering.py",
    "services/models/phones.py",
    "services/numbers.py",
    "services/wording.py",
    "ui/days.py",
    "ui/templates/ui/base_public.html",
    "ui/templates/ui/do_not_send_public.html",
    "ui/templates/ui/refused_public.html",
    "ui/templates/ui/parts/choice.html",
    "ui/templates/ui/parts/choices.html",
    "ui/templates/ui/parts/errors.html",
    "ui/templates/ui/parts/field.html",
    "ui/templates/ui/parts/leaving.html",
    "ui/templates/ui/parts/number.html",
    "ui/templates/ui/parts/trace.html",
    "vault/photos.py",
)  # fmt: skip
SENTENCES: Final = (
    # directory: the numbers of danger, and what a network is called
    "Police",
    "Centre for social work, on call",
    "The Centre",
    "You write to one of them. Go back to page 1 and choose somebody else, or call.",
    "The national Centre",
    "Local network %(town)s",
    # documents: the card with the code
    "Code",
    "It cannot be issued again.",
    "Keep it only where nobody else looks. You can also copy it and destroy the paper.",
    "Printed %(when)s",
    "Receipt",
    "Code for the answer",
    "Whoever has the code can read the answer. Keep this paper locked away.",
    # trainings: why a place, a test or an answer was refused
    "This training was called off.",
    "This training is closed already.",
    "This institution does not sit in the network. Choose another one.",
    "They were there on one day already, so the place stays theirs.",
    "The test is for those who have a place.",
    "This test was taken already; it counts once.",
    "This test is not open now.",
    "The test after the training was taken already.",
    "This test has no questions.",
    "Answer each question.",
    "One of the choices is not in the list any more. Choose again.",
    "These questions are not open now.",
    "You have answered already; thank you.",
)


def questions_of_a_report() -> set[str]:
    """What somebody at work without an account is asked, from the list of case fields, also what
    only some sectors are asked.
    """
    # Forms need Django ready, and the lists above are read before.
    from spona.cases.fields.case_fields import FIELDS
    from spona.cases.fields.codes import LISTS, YES_NO
    from spona.cases.fields.form_fields import OF_SECTOR, asked_fields, form_field

    said: set[str] = set()
    with translation.override(None):
        said.add(str(OF_SECTOR))
        sectors = dict.fromkeys(sector for one in FIELDS for sector in one.sectors)
        for sector in ("", *sectors):
            for one in asked_fields("named", sector=sector):
                field = form_field(one, "named", sector)
                said |= {str(field.label), str(field.help_text)}
                if one.codes not in LISTS.values():
                    said |= {str(label) for code, label in one.codes.items() if code not in YES_NO}
                said |= {str(one.missing)} if one.missing else set()
    return said - {""}
