import re

import pytest
from django.utils import translation

from spona.tasks.kinds import KINDS

# What a thief of the database must not learn from a kind or its title.
TELLING = re.compile(
    r"child|minor|health|medic|permit|residence|victim|traffic|shelter|guardian|police|court"
    r"|дет|малолет|здрав|лек|дозвол|борав|жртв|трговин|склони|стара|полициј|суд|затвор",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["en", "sr"])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_kind_shows_what_the_matter_is(name, language):
    with translation.override(language):
        kind = KINDS[name]
        assert not TELLING.search(f"{name} {kind.title} {kind.button}")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_title_in_serbian_tells_what_to_do_and_not_what_is_to_be_done(name):
    """An imperative in the polite form, as all the others in the list: never an infinitive."""
    with translation.override("sr"):
        first = str(KINDS[name].title).split()[0]
    assert not re.search(r"(ти|ћи)$", first) or first.endswith("јте")
    assert first.endswith("те")


def test_the_list_only_grows():
    # A kind once used stands in old rows for ever.
    assert KINDS.keys() >= {
        "open_referral",
        "answer_referral",
        "assign",
        "work_on_referral",
        "supply_more",
        "confirm_forward",
        "read_answer",
        "hand_over",
        "log_call",
        "type_answer",
        "send_packet",
        "read_message",
        "answer_message",
        "review",
        "prepare_meeting",
        "decision",
        "convene",
        "open_point",
        "confirm_contact",
        "give_back_key",
        "name_deputy",
        "answer_request",
    }
