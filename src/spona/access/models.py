"""Twice is once: the one-use token of a creating form and what it led to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import models, transaction
from django.http import HttpRequest

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class UsedToken(models.Model):
    """A token that came back once. `result` is a path of this site, never content."""

    token = models.CharField(max_length=43, primary_key=True)
    result = models.CharField(max_length=200)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["used_at"]),)


def new_token() -> str:
    """43 letters from 32 random bytes, for a hidden field of a creating form."""
    return secrets.token_urlsafe(32)


def posted_token(request: HttpRequest) -> str:
    """The token that came back with a form; a new one where it brought none."""
    token = request.POST.get("token", "")
    return token if len(token) == 43 else new_token()


def check_token(token: str) -> None:
    """BadRequest for what is no token, before anything slow is done for it."""
    if not _TOKEN.fullmatch(token):
        raise BadRequest("a creating form carries a one-use token")


def once(token: str, act: Callable[[], str]) -> str:
    """Runs `act` and keeps the path it returns; a repeat returns the first result.

    The row is written first and inside the same transaction, so two clicks at once
    meet at the primary key: the second waits, then reads the first one's result.
    BadRequest, an answer 400, for what is no token: no page of ours sent that.
    """
    check_token(token)
    with transaction.atomic():
        row, new = UsedToken.objects.get_or_create(token=token, defaults={"result": ""})
        if not new:
            return row.result
        result = act()
        UsedToken.objects.filter(pk=row.pk).update(result=result)
        return result
