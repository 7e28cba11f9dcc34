"""Accounts, their second factors, their sessions, and the counters of the limiter."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spona import audit
from spona.crypto.kdf import Cost
from spona.crypto.keypairs import PUBLIC_BYTES
from spona.crypto.mac import mac


class Theme(models.TextChoices):
    SYSTEM = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Factor(models.TextChoices):
    """What stood beside the password when somebody came in."""

    APP = "app", _("App on the phone")
    CARD = "card", _("Card with one-time codes")
    KEY = "key", _("Security key")


class Account(models.Model):
    """Somebody who can sign in. Whoever reads this row alone learns no name and opens nothing."""

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_anonymous = False
    is_authenticated = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=40, unique=True)
    # One of `ui.languages` that people work in; not in the table, so that a new one changes none.
    language = models.CharField(max_length=10, default="sr")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    disabled_at = models.DateTimeField(null=True)
    cost_memory_kib = models.PositiveIntegerField()
    cost_time = models.PositiveIntegerField()
    cost_parallelism = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16)
    usk_by_password_sealed = models.BinaryField()
    usk_by_code_sealed = models.BinaryField()
    # A new recovery code counts from the moment it was typed back; until then the old one does.
    usk_by_next_code_sealed = models.BinaryField(null=True)
    code_confirmed_at = models.DateTimeField(null=True)
    private_key_sealed = models.BinaryField()
    public_key = models.BinaryField(max_length=PUBLIC_BYTES)
    key_mac = models.BinaryField(max_length=32)
    # Counts the pairs of keys: what is sealed to an earlier one moves to this one.
    key_version = models.PositiveIntegerField(default=0)
    key_changed_at = models.DateTimeField(null=True)
    # The earlier pair under the present key, until everything has moved.
    previous_sealed = models.BinaryField(null=True)
    wraps_mac = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)
    # When all free wrong codes of browsers that are not known are there again (`code_limit`).
    codes_full_at = models.DateTimeField(null=True)
    # Wrong second factors behind the right password since the last sign-in.
    wrong_codes = models.PositiveIntegerField(default=0)
    wrong_code_mailed_at = models.DateTimeField(null=True)
    # The last sign-in, where it came from a browser that was not known; the next one says so.
    new_browser_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.login

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The log keeps the last state of what opens the account, and of its public key."""
        changed = kwargs.get("update_fields")
        with audit.transaction() as log:
            super().save(*args, **kwargs)
            if changed is None or {"wraps_mac", "key_mac"} & set(changed):
                self.note_state(log)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def note_state(self, log: audit.Log) -> None:
        """How the row stands from this transaction on."""
        log.row(self.pk, kind="account", tag=self.short_tag())
        # What the log said when it was read, is over.
        vars(self).pop("log_tag", None)

    def short_tag(self) -> str:
        """Half of the digest of both codes, as the log names this state of the row."""
        both = bytes(self.wraps_mac) + bytes(self.key_mac)
        return hashlib.sha256(both).hexdigest()[:32]

    @property
    def cost(self) -> Cost:
        return Cost(self.cost_memory_kib, self.cost_time, self.cost_parallelism)

    def get_session_auth_hash(self) -> str:
        """What each session of this account carries; another epoch makes another hash."""
        key = settings.SECRETS["mac"]
        return mac(key, "spona session epoch", 1, self.pk, self.epoch).hex()


class Authenticator(models.Model):
    """The app that shows six digits. `last_step` is the newest 30 s step that was used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE)
    seed_sealed = models.BinaryField()
    next_seed_sealed = models.BinaryField(null=True)
    last_step = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)


class CardCode(models.Model):
    """One line of a printed card, kept as a keyed hash. A used one stays until the next card."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    code_mac = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "code_mac"], name="identity_card_code"),
        )


class SecurityKey(models.Model):
    """A security key or a phone that signs (WebAuthn). Its name, id and public key are sealed.

    `counter` is the newest count that it signed: an older one comes from a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    sealed = models.BinaryField()
    counter = models.PositiveBigIntegerField(default=0)
    used_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class SpentChallenge(models.Model):
    """A challenge that a security key answered: it counts once. Gone when it would have ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)


class KnownBrowser(models.Model):
    """A browser in which somebody has signed in fully. Its token is kept as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    token_mac = models.CharField(max_length=64)
    used_on = models.DateField(db_index=True)
    codes_full_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "token_mac"], name="identity_known_browser_once"
            ),
        )


class Session(models.Model):
    """One browser that signed in. The row opens nothing without the half-key in its cookie."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    key_hash = models.CharField(max_length=64, unique=True)
    half_hash = models.BinaryField(max_length=32)
    auth_hash = models.CharField(max_length=64)
    usk_sealed = models.BinaryField(null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    active_at = models.DateTimeField(db_index=True)
    locked_at = models.DateTimeField(null=True)
    stepped_up_at = models.DateTimeField(null=True)
    acting_member = models.UUIDField(null=True)
    factor = models.CharField(max_length=4, choices=Factor, blank=True, default="")
    # Empty where the browser was not to be remembered.
    browser = models.ForeignKey(KnownBrowser, on_delete=models.SET_NULL, null=True)


class Attempt(models.Model):
    """How often somebody tried today. `key` is a keyed hash: no name, no address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)


class FormerKey(models.Model):
    """A key file that was replaced (`./spona keys rotate`), sealed under the one in its place.

    What only a person could make anew goes on resting on it, under a layer of the key of today
    (`former_keys`). Number 1 is the oldest of its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.SlugField(max_length=20)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "number"], name="identity_former_key_once"),
        )
