"""Networks, the towns they serve, who sits in them and who leads them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.reference.models import Town
from spona.reference.words import WordsField

from .bodies import Institution
from .effective_dated import EffectiveDated, EffectiveDatedQuerySet, ends_after_it_begins
from .people import Member
from .row_integrity import Authenticated

# Before any network could begin: a row that is not ours lets no town off a deadline.
_BEFORE_ALL: Final = dt.datetime(2013, 1, 1, tzinfo=dt.UTC)


class DatePrecision(models.TextChoices):
    """How much of a date is known: `founded_on` then holds the first day of what is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ABOUT = "about", _("about that year")


class NetworkQuerySet(models.QuerySet["Network"]):
    def real(self) -> Self:
        """Without practice networks, and without the national one, in which nobody is reported:
        what mail, statistics, coverage and public pages may use.
        """
        return self.filter(practice=False).exclude(kind=Network.Kind.NATIONAL)

    def with_key(self) -> Self:
        """Those that may have a statistics key: the real ones and the national one."""
        return self.filter(practice=False)

    def visible_to(self, actor: Actor) -> Self:
        """Local networks in which the actor's institution sits today."""
        return self.filter(pk__in=actor.networks).exclude(kind=Network.Kind.NATIONAL)

    def known_to(self, actor: Actor) -> Self:
        """The same with the national one, for the pages where its people are named."""
        return self.filter(pk__in=actor.networks)


class Network(Authenticated):
    """A local network, team or council. Its form and founding act are codes of `reference`."""

    class Kind(models.TextChoices):
        REAL = "real", _("real")
        EXAMPLE = "example", _("example")
        # Of no town: its analysts hold the key to which figures of the whole country are sealed.
        NATIONAL = "national", _("national")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="networks")
    words = WordsField()
    form = models.SlugField(max_length=60, blank=True)
    act = models.SlugField(max_length=60, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    founded_precision = models.CharField(max_length=10, choices=DatePrecision, blank=True)
    # Who coordinates is an institution first (the act names it), a person second.
    coordinated_by = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="coordinates"
    )
    sources = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/Belgrade")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REAL)
    practice = models.BooleanField(default=False)
    casework_open = models.BooleanField(default=False)
    casework_opened_at = models.DateTimeField(null=True, blank=True)
    # `auto_now_add` would set it after the tag was made.
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    signed_label = "directory.network"
    signed_fields = ("slug", "town", "words", "kind", "practice", "casework_open", "created_at")

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(founded_on=None) | ~Q(founded_precision=""),
                name="directory_founding_says_how_exact",
            ),
            models.CheckConstraint(
                condition=Q(casework_open=False) | Q(casework_opened_at__isnull=False),
                name="directory_casework_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.words)

    def distrust(self) -> None:
        super().distrust()
        # Closed, whatever the row says: the opening needs two signatures, not one UPDATE.
        self.casework_open = False
        self.created_at = _BEFORE_ALL

    @property
    def first_day(self) -> dt.date:
        """The day on which the town began with Spona, there: before it, it owes nobody anything."""
        return self.created_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def short_name(self) -> str:
        """For every page's frame: the full name may tell what the network is about."""
        if self.kind == self.Kind.NATIONAL:
            return gettext("National network")
        return gettext("Local network %(town)s") % {"town": self.town.words}


class NetworkTown(Authenticated):
    """A town served by a network; Vranje helps others too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="towns_served")
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="networks_served")

    signed_label = "directory.networktown"
    signed_fields = ("network", "town")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "town"], name="directory_town_served_once"),
        ]


class Standing(models.TextChoices):
    MEMBER = "member", _("member")
    # Works with the network (a shelter, an asylum centre) without a seat at its table.
    PARTNER = "partner", _("partner")


class SeatQuerySet(EffectiveDatedQuerySet["Seat"]):
    pass


class Seat(Authenticated, EffectiveDated):
    """An institution in a network: one seat, one deputy. The named people have their own mandate.

    When the mandate is over the institution still sits there; nobody represents it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="seats")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="seats")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.MEMBER)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="seats_held"
    )
    deputy = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="seats_deputised"
    )
    mandate_starts_on = models.DateField(null=True, blank=True)
    mandate_ends_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    signed_label = "directory.seat"
    signed_fields = ("network", "institution", "standing", "starts_on", "ends_on")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["network", "institution__sector", "institution__code"]
        constraints = [
            ends_after_it_begins("directory_seat_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["network", "institution"],
                condition=Q(ends_on=None),
                name="directory_seat_open_once",
            ),
            models.CheckConstraint(
                condition=Q(member=None) | Q(deputy=None) | ~Q(member=F("deputy")),
                name="directory_deputy_is_somebody_else",
            ),
        ]


class NetworkRole(Authenticated, EffectiveDated):
    """A member's role for a whole network: coordinator, deputy, analyst."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="roles")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="network_roles")
    role = models.SlugField(max_length=40)

    signed_label = "directory.networkrole"
    signed_fields = ("network", "member", "role", "starts_on", "ends_on")

    objects = EffectiveDatedQuerySet["NetworkRole"].as_manager()

    class Meta:
        ordering = ["network", "role", "starts_on"]
        constraints = [
            ends_after_it_begins("directory_role_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["network", "member", "role"],
                condition=Q(ends_on=None),
                name="directory_role_open_once",
            ),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(ends_on=None, role="coordinator"),
                name="directory_one_coordinator",
            ),
        ]
