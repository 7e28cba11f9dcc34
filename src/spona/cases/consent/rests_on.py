from django.db import models
from django.utils.translation import gettext_lazy as _


class RestsOn(models.TextChoices):
    """A duty does not wait for an agreement, and an agreement is no duty."""

    DUTY = "duty", _("what the law asks")
    AGREEMENT = "agreement", _("the person's agreement")
    # A question that says nothing of who the person is rests on neither.
    NO_IDENTITY = "unnamed", _("nothing that says who the person is")
