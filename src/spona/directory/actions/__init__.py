"""Everything that changes the directory."""

from .casework import confirm_casework, open_casework, record_condition
from .contacts import add_contact, confirm_contact, end_contact
from .elsewhere import ensure_elsewhere
from .institutions import create_institution, create_network
from .invitations import LASTS as INVITATION_LASTS
from .invitations import accept_invitation, invite
from .load_directory import load_directory
from .load_examples import load_examples
from .lost import replace_lost_login
from .memberships import act_for
from .open_invitations import withdraw_again
from .partners import (
    confirm_institution,
    prepare_invitation,
    propose_institution,
    refuse_partner,
    release_invitation,
    take_back_partner,
)
from .people import add_member, add_person, change_email, change_own_contact, end_member
from .roles import end_network_role, give_network_role
from .seats import end_seat, name_representatives, seat

__all__ = [
    "INVITATION_LASTS",
    "accept_invitation",
    "act_for",
    "add_contact",
    "add_member",
    "add_person",
    "change_email",
    "change_own_contact",
    "confirm_casework",
    "confirm_contact",
    "confirm_institution",
    "create_institution",
    "create_network",
    "end_contact",
    "end_member",
    "end_network_role",
    "end_seat",
    "ensure_elsewhere",
    "give_network_role",
    "invite",
    "load_directory",
    "load_examples",
    "name_representatives",
    "open_casework",
    "prepare_invitation",
    "propose_institution",
    "record_condition",
    "refuse_partner",
    "release_invitation",
    "replace_lost_login",
    "seat",
    "take_back_partner",
    "withdraw_again",
]
