"""Tables of the vault: what is sealed, and to whom."""

from spona.vault.models.boxes import Box, Grant, SealedFile, Section
from spona.vault.models.codes import Code
from spona.vault.models.keys import (
    IntakeKey,
    IntakeWrap,
    PaperKey,
    Rekey,
    SeedKey,
    SeedWrap,
    StatisticsKey,
    StatisticsWrap,
)

__all__ = [
    "Box",
    "Code",
    "Grant",
    "IntakeKey",
    "IntakeWrap",
    "PaperKey",
    "Rekey",
    "SealedFile",
    "Section",
    "SeedKey",
    "SeedWrap",
    "StatisticsKey",
    "StatisticsWrap",
]
