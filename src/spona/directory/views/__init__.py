"""Pages of the directory, cut by what a person comes for."""

from .casework import casework, confirm_casework
from .choose import choose
from .contacts import add_contact, confirm_contact, end_contact
from .institution import institution
from .logins import invite, replace_lost_login
from .members import add_member, end_member
from .myself import own_contact
from .network import network, search
from .partners import (
    add_institution,
    confirm_partner,
    partner,
    partners,
    prepare_invitation,
    refuse_partner,
    take_back_partner,
)
from .roles import end_network_role, give_network_role
from .seats import end_seat, give_seat, name_representatives
from .welcome import welcome

__all__ = [
    "add_contact",
    "add_institution",
    "add_member",
    "casework",
    "choose",
    "confirm_casework",
    "confirm_contact",
    "confirm_partner",
    "end_contact",
    "end_member",
    "end_network_role",
    "end_seat",
    "give_network_role",
    "give_seat",
    "institution",
    "invite",
    "name_representatives",
    "network",
    "own_contact",
    "partner",
    "partners",
    "prepare_invitation",
    "refuse_partner",
    "replace_lost_login",
    "search",
    "take_back_partner",
    "welcome",
]
