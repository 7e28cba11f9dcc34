"""Which sentences a stranger can meet: they exist in every language of the public pages.

A file counts whole. Of a file that staff pages share, single sentences are named.
`tests/tipline/test_every_language.py` walks through the pages and finds what is missing here.
"""

from __future__ import annotations

from typing import Final

# Below `src/spona`; in `ui`, `cases` and `tipline` staff pages have files of their own.
FILES: Final = (
    "library/views/calendars.py",
    "site/**/*.py",
    "site/templates/**/*.html",
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
    "tipline/forms/word.py",
    "tipline/reading_hours.py",
    "tipline/typed.py",
    "tipline/views/returning.py",
    "tipline/words.py",
    *(
        f"tipline/templates/tipline/{name}.html"
        for name in ("back", "base", "door", "from", "received", "report", "thread", "towns",
                     "write", "parts/danger", "parts/hidden", "parts/mistakes")
    ),
    "cases/intake/forms/danger.py",
    "cases/intake/forms/person.py",
    "cases/intake/forms/possible.py",
    "cases/referrals/words.py",
    "middleware/public_refusals.py",
    "documents/leaflet.py",
    "services/models/reaching.py",
    "services/wording.py",
    "ui/days.py",
    "ui/templates/ui/base_public.html",
    "ui/templates/ui/refused_public.html",
    "ui/templates/ui/parts/choice.html",
    "ui/templates/ui/parts/choices.html",
    "ui/templates/ui/parts/errors.html",
    "ui/templates/ui/parts/field.html",
    "ui/templates/ui/parts/number.html",
)  # fmt: skip
SENTENCES: Final = (
    # directory: the numbers of danger, and what a network is called
    "Police",
    "Centre for social work, on call",
    "The Centre",
    "Local network %(town)s",
    # documents: the card with the code
    "Code",
    "It cannot be issued again.",
    "Keep it only where nobody else looks. You can also copy it and destroy the paper.",
    "Printed %(when)s",
)
