"""What stands between "network life only" and casework."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .networks import Network
from .people import Person
from .row_integrity import Authenticated


class ConditionCode(models.TextChoices):
    """The six conditions of the switch; each is a paper or a test outside the system."""

    JOINT_CONTROLLERS = "joint_controllers", _("Joint-controller agreement signed")
    PROCESSOR_CONTRACT = "processor_contract", _("Processor contract signed")
    IMPACT_ASSESSMENT = "impact_assessment", _("Impact assessment adopted")
    INTAKE_HOLDERS = (
        "intake_holders",
        _("Intake officers named, in the centre for social work at least two"),
    )
    PAPER_KEYS = "paper_keys", _("Paper keys lie in the safes of those who hold a key")
    DUTY_NUMBERS = "duty_numbers", _("Duty numbers called and answered")


# What is signed: each has a draft among the papers, and a number of the records office.
ON_PAPER: Final = (
    ConditionCode.JOINT_CONTROLLERS,
    ConditionCode.PROCESSOR_CONTRACT,
    ConditionCode.IMPACT_ASSESSMENT,
)


class OnboardingCondition(Authenticated):
    """A condition that is met, since when, and who says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="conditions")
    code = models.CharField(max_length=20, choices=ConditionCode)
    done_on = models.DateField()
    # The number that the records office gave to what was signed; empty where nothing is signed.
    document = models.CharField(max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    signed_label = "directory.onboardingcondition"
    signed_fields = ("network", "code", "done_on", "recorded_by", "document")

    class Meta:
        ordering = ["network", "code"]
        constraints = [
            models.UniqueConstraint(fields=["network", "code"], name="directory_condition_once"),
        ]


class CaseworkConfirmation(Authenticated):
    """One of the two signatures under the opening: coordinator and data-protection officer."""

    class Part(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        OFFICER = "data_protection_officer", _("Data-protection officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="confirmations")
    part = models.CharField(max_length=30, choices=Part)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # Not `auto_now_add`, which would set it after the tag over it was made.
    confirmed_at = models.DateTimeField(default=timezone.now)

    signed_label = "directory.caseworkconfirmation"
    signed_fields = ("network", "part", "person", "confirmed_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "part"], name="directory_one_signature_a_part"
            ),
            # Two different people: nobody opens casework alone.
            models.UniqueConstraint(
                fields=["network", "person"], name="directory_one_signature_a_person"
            ),
        ]
