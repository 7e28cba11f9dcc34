"""`python -m tests.harness.clear_reports SEED N [LEAK]`: N reports, and what a thief sees of each.

Run in the environment of a copy of the world, so that every action commits. One line of JSON a
report: its labels, the features, the numbers. Whether it is about a child or an adult, and whether
one may call the person, is a toss of a coin for each report by itself; everything else (urgency,
recipient, how long each text is) is drawn from the same distribution for all. LEAK (row, time,
write) makes a child's report leave a little more, to see that the thief finds it.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from datetime import timedelta
from typing import Any

WORDS = ("данас", "јуче", "школа", "пут", "кућа", "рекла", "видела", "чула", "после", "пре", "пред",
         "са", "без", "мајка", "отац", "сестра")  # fmt: skip


def text(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words))


def person(dice: random.Random, age: str) -> dict[str, Any]:
    return {
        "age": age,
        "age_detail": str(dice.randint(5, 60)),
        "name": text(dice, 2),
        "born": str(dice.randint(1960, 2020)),
        "safe": dice.choice(["yes", "no"]),
        "own_words": text(dice, dice.randint(0, 120)),
        "noticed": text(dice, dice.randint(0, 120)),
        "asked": text(dice, dice.randint(2, 12)),
        "urgency": dice.choice(["urgent", "regular"]),
        "address": text(dice, dice.randint(0, 6)),
    }


def leaks(how: str, referral: Any) -> None:
    """What a careless app might do where the person is a child."""
    from spona.tasks.models import Task

    (task,) = Task.objects.filter(subject_id=referral.pk)
    if how == "row":
        # A second task of the same kind: only the number of rows tells.
        task.pk = uuid.uuid4()
        task.subject_id = uuid.uuid4()
        task.save(force_insert=True)
    elif how == "time":
        # Looking something up took a moment longer: only an instant tells.
        task.created_at += timedelta(milliseconds=20)
        task.save()
    else:
        # Saved once more as it was: only place and transaction of the row tell.
        task.save()


def main() -> None:
    import django

    django.setup()
    from spona.cases.intake.actions import begin_draft, save_draft, send_draft
    from spona.cases.referrals.actions import accept, open_packet
    from spona.demo import world as invented
    from spona.directory.actor import actor_for
    from spona.directory.models import Institution, Network
    from spona.identity import wraps
    from spona.identity.keyring import keyring_of
    from spona.identity.models import Account
    from tests.harness import thief

    def can(login: str) -> dict[str, Any]:
        account = Account.objects.get(login=login)
        usk = wraps.open_by_password(account, invented.PASSWORD)
        return {"by": actor_for(account), "keys": keyring_of(account, usk)}

    dice = random.Random(int(sys.argv[1]))
    network = Network.objects.get(slug="vranje")
    receivers = [
        (Institution.objects.get(code=code), can(login))
        for code, login in ((invented.CSW, "bea.csr"), (invented.HEALTH, "jelena.zdravlje"))
    ]
    ana = can("ana.skola")
    packet = {"parts": ["signs", "account", "who", "reach"], "agreed": True, "person_knows": True}
    leak = sys.argv[3] if len(sys.argv) > 3 else ""
    after = thief.take()
    known = thief.known_ids(after)
    for _number in range(int(sys.argv[2])):
        age = dice.choice(("child", "adult"))
        institution, receiver = dice.choice(receivers)
        recipient = {"network": str(network.pk), "institution": str(institution.pk),
                     "related": "no"}  # fmt: skip
        draft = begin_draft({"in_danger": "no"}, **ana)
        told = person(dice, age)
        steps = (("person", told), ("recipient", recipient), ("packet", packet))
        for revision, (step, values) in enumerate(steps, start=1):
            draft = save_draft(draft, step, values, revision=revision, tab="t", **ana)
        features, numbers = set(), {}
        copies = [after, thief.take()]
        referral = send_draft(draft, **ana)
        if age == "child" and leak:
            leaks(leak, referral)
        copies.append(thief.take())
        accept(open_packet(referral, **receiver)[0], **receiver)
        copies.append(after := thief.take())
        for name, old, new in zip(("written", "sent", "taken over"), copies, copies[1:],
                                  strict=False):  # fmt: skip
            more, also = thief.difference(old, new, name, known)
            features |= more
            numbers |= also
        labels = {"age": age, "safe": told["safe"]}
        line = {"labels": labels, "features": sorted(features), "numbers": numbers}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
