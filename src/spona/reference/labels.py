"""Words of the table of legal bases and of the signs for which there is no code list."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: Final[dict[str, Promise]] = {
    "protection": _("protection"),
    "identification": _("identification"),
    "crime_report": _("report of a crime"),
    "residence": _("residence"),
    "service": _("service"),
    "assessment": _("assessment of needs"),
    "guarantees": _("guarantees in a procedure"),
}
SECTIONS: Final[dict[str, Promise]] = {
    "": _("everything"),
    "report": _("the report"),
}
AGES: Final[dict[str, Promise]] = {
    "any": _("any age"),
    "child": _("child, or age not sure"),
    "adult": _("adult"),
}
SIGN_LISTS: Final[dict[str, Promise]] = {
    "general": _("General signs"),
    "children": _("Signs about children"),
    "exploitation": _("Signs by kind"),
    "online": _("Signs online"),
}
