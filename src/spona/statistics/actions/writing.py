"""Write the counted record of a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics.permissions import check_can_write_count
from spona.statistics.record import Document, validate
from spona.vault import actions as vault
from spona.vault.models import STATISTICS, Section
from spona.vault.queries import current_statistics_key


class Mistaken(Denied):
    """The record says something impossible; `mistakes` is field → sentence."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(_("Some answers of the counted record need another look."))
        self.mistakes = mistakes


def write_count(
    section: Section,
    document: Document,
    *,
    opened_by: str,
    network: Network,
    revision: int,
    before: Document | None = None,
    by: Actor,
    keys: Keyring,
) -> Section:
    """Seal `document` over revision `revision` of a file's section `count`.

    `opened_by` and `network` are the file's own; `before` is the record that was read. Where the
    network got its statistics key after the file was opened, its analysts are let in now.
    Mistaken with a sentence for each field; Denied where another file counts the person;
    TextConflict, carrying both records, where somebody saved since: call it outside a
    transaction, since theirs is opened, and logged, before it is shown.
    """
    check_can_write_count(section, opened_by)
    mistakes = validate(document, before=before)
    if mistakes:
        raise Mistaken(mistakes)
    saved = vault.save_section(section, document, revision=revision, by=by, keys=keys)
    with audit.transaction() as log:
        let_in = saved.grants.filter(to_kind=STATISTICS, to_id=network.pk).exists()
        if not let_in and current_statistics_key(network.pk) is not None:
            vault.grant(saved, vault.to_statistics(network.pk), by=by, keys=keys)
        log.record("count:written", by=by, subject=("section", saved.pk))
    return saved
