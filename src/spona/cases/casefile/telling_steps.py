"""The step that asks for telling the person what the Centre has decided: its end is written down in
the decision, so that nobody reads there that the person was not told yet.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import PLAN_STEP
from spona.cases.casefile.open_steps import Step
from spona.cases.identification.decisions import SECTION, current_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section


def tell_words(*, safe: bool) -> str:
    if safe:
        return _("Tell the person what the Centre has decided")
    return _("Tell the person what the Centre has decided, as soon as it is safe")


def asks_to_tell(step: Step) -> bool:
    """In whatever language it was opened."""
    if step.task.kind != PLAN_STEP:
        return False
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if step.words in (tell_words(safe=True), tell_words(safe=False)):
                return True
    return False


def telling_url(case: Case, step: Step, *, by: Actor, keys: Keyring) -> str:
    """Where is written when, how and by whom the person was told of what holds today; empty where
    this step asks for something else, where it is written already, and where the decision is not
    for this reader.
    """
    if not asks_to_tell(step):
        return ""
    rows = list(Section.objects.visible_to(by).named(case.box_id, SECTION).select_related("box"))
    for document in open_many(rows, by=by, keys=keys, purpose="page").values():
        current = current_of(document)
        if current is not None and not current.was_told:
            return reverse("cases:correct_decision", args=[case.reference, current.id])
    return ""
