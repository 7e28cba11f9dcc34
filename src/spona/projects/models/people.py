"""Who pays and who does: a body of the directory, or an organisation in words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.directory.institution_names import short_name
from spona.projects.models.project import Part, PartQuerySet
from spona.reference.words import WordsField


class Body(Part):
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = WordsField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return short_name(self.institution) if self.institution else str(self.words)


class Donor(Body):
    """`amount` is what was granted; empty where nobody knows. `contract` is its number."""

    frozen_kind = "project_donor"
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    contract = models.CharField(max_length=80, blank=True)

    objects = PartQuerySet["Donor"].as_manager()

    class Meta:
        default_related_name = "donors"
        ordering = ("changed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount=None) | ~Q(currency=""), name="donor_amount_has_a_currency"
            ),
        )


class Role(models.TextChoices):
    LEAD = "lead", _("leads the project")
    PARTNER = "partner", _("partner")
    ASSOCIATE = "associate", _("associate")


class Partner(Body):
    """`does`: what it does in the project, in words."""

    frozen_kind = "project_partner"
    role = models.CharField(max_length=10, choices=Role, default=Role.PARTNER)
    does = WordsField(default=dict, blank=True)

    objects = PartQuerySet["Partner"].as_manager()

    class Meta:
        default_related_name = "partners"
        ordering = ("changed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="lead", withdrawn_at=None),
                name="project_one_leads",
            ),
        )
