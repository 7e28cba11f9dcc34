"""The tables of the room: what was given (sheets), and what there is to be had (HSDS)."""

from .change_log import Change, ChangeKind
from .conditions import Capacity, Cost, Exclusion, RequiredDocument
from .figures import FiguresUpdate, GivenTotal
from .finding import Card, Hours, Opening
from .importing import ServiceImport
from .offers import Language, Service, ServiceTown, Status
from .opening import Freq, Holidays, Schedule, SpecialDays
from .phones import Phone, PhoneKind
from .places import Location, LocationKind, ServiceAtLocation
from .sheets import KINDS, LARGEST, Sheet, Total

__all__ = [
    "KINDS",
    "LARGEST",
    "Capacity",
    "Card",
    "Change",
    "ChangeKind",
    "Cost",
    "Exclusion",
    "FiguresUpdate",
    "Freq",
    "GivenTotal",
    "Holidays",
    "Hours",
    "Language",
    "Location",
    "LocationKind",
    "Opening",
    "Phone",
    "PhoneKind",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "ServiceImport",
    "ServiceTown",
    "Sheet",
    "SpecialDays",
    "Status",
    "Total",
]
