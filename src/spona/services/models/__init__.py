"""The tables of the room: what was given (sheets), and what there is to be had (HSDS)."""

from .assuring import Change, ChangeKind
from .conditions import Capacity, Cost, Exclusion, RequiredDocument
from .finding import Card, Hours, Opening
from .importing import ServiceImport
from .offers import Language, Service, ServiceTown, Status
from .opening import Freq, Holidays, Schedule, SpecialDays
from .places import Location, LocationKind, ServiceAtLocation
from .reaching import Phone, PhoneKind
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
    "Freq",
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
