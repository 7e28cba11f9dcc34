"""What a database keeps of rows that were replaced: the old key files open it."""

from __future__ import annotations

from typing import Final

from django.db import connection, models

from spona.audit.models import Ending
from spona.cases.case.models import CaseExclusion
from spona.cases.consent.models import Agreement
from spona.cases.referrals.models import Exclusion
from spona.identity.models import Account, Authenticator, CardCode, FormerKey, SecurityKey
from spona.surveys.models import Submission, SubmissionFile
from spona.tipline.models import TipExclusion
from spona.vault.models import Code, Grant, IntakeWrap, Section, StatisticsWrap

OPENED_BY_OLD: Final[tuple[type[models.Model], ...]] = (
    Account, Authenticator, CardCode, SecurityKey, FormerKey, Ending, Code, Grant, IntakeWrap,
    StatisticsWrap, Section, Exclusion, CaseExclusion, TipExclusion, Agreement, Submission,
    SubmissionFile,
)  # fmt: skip


def wipe_old_rows() -> None:
    """Outside of a transaction, while nobody else works with the data.

    SQLite overwrites what it deletes (`secure_delete`), but not in its log; PostgreSQL lets old
    rows lie until the table is written anew.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in OPENED_BY_OLD:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"VACUUM FULL {table}")
