"""A paper as it comes through a form."""

from __future__ import annotations

from spona.attachments.forms import Incoming

BYTES = b"%PDF-1.7 a signed act"
PDF = Incoming("Memorandum s imenima.pdf", "application/pdf", BYTES)
