"""Who is invented on every stage: bodies, people, and what they may do there.

Two intake holders at the centre, because what goes by law is looked at by a second person; a
coordinator and a data-protection officer of two bodies, because they open casework together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spona.directory.models import ConditionCode

TOWN: Final = "vezbaliste"
TOWN_WORDS: Final = {
    "words": {"sr": "Вежбалиште", "en": "Training Ground"},
    "genitive": {"sr": "Вежбалишта", "en": "Training Ground"},
    "locative": {"sr": "Вежбалишту", "en": "Training Ground"},
    "district": {"sr": "измишљено", "en": "invented"},
}
NETWORK: Final = {"sr": "Вежбалиште (измишљена мрежа)", "en": "Training Ground (invented network)"}
SOURCE: Final = "invented for practice"
CONDITIONS: Final = tuple(ConditionCode.values)

# Body: sector, name. Each name says that it is invented.
BODIES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "school": ("school", {"sr": "Школа „Извор”", "en": "School “Izvor”"}),
    "csw": ("social_work", {"sr": "Центар за социјални рад „Извор”",
                            "en": "Centre for social work “Izvor”"}),
    "health": ("health", {"sr": "Дом здравља „Извор”", "en": "Health centre “Izvor”"}),
    "police": ("police", {"sr": "Полиција „Извор”", "en": "Police “Izvor”"}),
    "labour": ("labour_inspection", {"sr": "Инспекција рада „Извор”",
                                     "en": "Labour inspection “Izvor”"}),
    "cso": ("cso", {"sr": "Удружење „Извор”", "en": "Association “Izvor”"}),
    "city": ("local_government", {"sr": "Градска управа „Извор”",
                                  "en": "City administration “Izvor”"}),
    # Nobody has a login there: what goes to it goes on paper, and its answer is typed in.
    "centre": ("centre", {"sr": "Центар за заштиту „Извор”",
                          "en": "Centre for protection “Izvor”"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """A person of the stage: where, name, position, roles there and in the network."""

    body: str
    name: str
    position: str
    roles: tuple[str, ...]
    leads: str = ""


PEOPLE: Final[dict[str, Invented]] = {
    "school_writer": Invented("school", "Ива Вежбић", "психолог", ("director", "reporter")),
    "inspector": Invented("labour", "Павле Вежбић", "инспектор рада", ("director", "reporter")),
    "csw_holder": Invented("csw", "Рада Вежбић", "руководилац пријема", ("intake_holder",)),
    "csw_second": Invented("csw", "Срђан Вежбић", "заменик руководиоца", ("intake_holder",)),
    "csw_worker": Invented("csw", "Тања Вежбић", "водитељ случаја", ("case_worker",)),
    "health_holder": Invented("health", "Урош Вежбић", "лекар", ("intake_holder",)),
    "police_holder": Invented("police", "Филип Вежбић", "полицијски службеник", ("intake_holder",)),
    "cso_holder": Invented("cso", "Хана Вежбић", "координатор смештаја", ("intake_holder",)),
    "leader": Invented("city", "Цвета Вежбић", "координатор мреже", ("reporter",), "coordinator"),
    "officer": Invented("health", "Шана Вежбић", "лице за заштиту података", ("reporter",),
                        "data_protection_officer"),
}  # fmt: skip

# What somebody who takes part is, by role of the scenario; the body of a role is that of its
# invented member.
ROLES_OF: Final = {
    "reporter": ("reporter",),
    "intake": ("intake_holder",),
    "worker": ("case_worker",),
    "partner": ("intake_holder",),
}
