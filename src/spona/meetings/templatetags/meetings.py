"""Names of institutions and rhythms of series for templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
from spona.meetings.models import Series

register = template.Library()
register.filter("short_name", short_name)


@register.filter
def how_often(series: Series) -> str:
    """How often the meetings of a series return."""
    words = {0: _("on days chosen by hand"), 1: _("every month"), 3: _("every three months")}
    return words.get(series.months, "")
