"""Names of institutions for templates."""

from __future__ import annotations

from django import template

from spona.directory.short_names import short_name

register = template.Library()
register.filter("short_name", short_name)
