"""What a proposal is about, in words, and where that stands."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.reference.differences import sector_words
from spona.reference.labels import SIGN_LISTS
from spona.reference.models import Code, LegalBasis, Proposal
from spona.reference.models.proposals import CODE, SIGNS
from spona.reference.titles import title_of
from spona.reference.words import Words


def subject_words(proposal: Proposal) -> str:
    """As in: Sectors: Police; Signs: School; Legal bases: the sentence of the row."""
    if proposal.kind == CODE:
        list_name, code = proposal.subject.split("/")
        row = Code.objects.filter(list=list_name, code=code).order_by("-version").first()
        name = str(row.words) if row else str(Words(proposal.change.get("words", {})))
        return f"{title_of(list_name)}: {name}"
    if proposal.kind == SIGNS:
        sector = proposal.subject
        named = str(SIGN_LISTS[sector]) if sector in SIGN_LISTS else sector_words(sector)
        return _("Signs: %(list)s") % {"list": named}
    basis = LegalBasis.objects.filter(key=proposal.subject).order_by("-version").first()
    sentence = basis.sentence if basis else Words(proposal.change.get("sentence", {}))
    return _("Legal bases: %(row)s") % {"row": str(sentence)}


def subject_link(proposal: Proposal) -> str:
    """The page of the thing; for one that is not there yet, the page of its list."""
    if proposal.kind == CODE:
        list_name, code = proposal.subject.split("/")
        if Code.objects.filter(list=list_name, code=code).exists():
            return reverse("reference:code", args=[list_name, code])
        return reverse("reference:code_list", args=[list_name])
    if proposal.kind == SIGNS:
        return reverse("reference:signs", args=[proposal.subject])
    if LegalBasis.objects.filter(key=proposal.subject).exists():
        return reverse("reference:legal_row", args=[proposal.subject])
    return reverse("reference:legal")
