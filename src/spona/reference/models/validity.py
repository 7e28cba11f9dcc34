"""How sure a row is, and on which days it holds: `valid_to` is the first without it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How sure a row is, in the words of the collected data; shown beside what it marks."""

    CONFIRMED = "confirmed_in_source", _("Read in the source")
    PARTLY = "partly_confirmed", _("Partly read in the source")
    HEADING = "group_confirmed_item_draft", _("The heading is official, the wording is ours")
    RECALLED = "recalled", _("General knowledge, not yet verified")
    DRAFT = "draft", _("Our draft, not official")


class ValidQuerySet[M: models.Model](models.QuerySet[M]):
    def valid_on(self, day: dt.date) -> "ValidQuerySet[M]":
        """Rows that hold on this day; an empty date is an open end."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day))


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Equal dates are allowed: a row replaced on its first day was never valid."""
    open_end = Q(valid_from=None) | Q(valid_to=None)
    return models.CheckConstraint(
        condition=open_end | Q(valid_to__gte=models.F("valid_from")), name=name
    )
