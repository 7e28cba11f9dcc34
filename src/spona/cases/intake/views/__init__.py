"""The five steps, autosave and deleting: one view each."""

from spona.cases.intake.views.before import begin_draft, danger
from spona.cases.intake.views.drafts import delete_draft, save_draft
from spona.cases.intake.views.person import person
from spona.cases.intake.views.preview import preview, send
from spona.cases.intake.views.recipient import recipient
from spona.cases.intake.views.signs import signs

__all__ = [
    "begin_draft",
    "danger",
    "delete_draft",
    "person",
    "preview",
    "recipient",
    "save_draft",
    "send",
    "signs",
]
