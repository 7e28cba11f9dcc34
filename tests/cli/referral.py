"""Run inside a server: the row of a referral that waits at the centre for social work."""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from spona.access.actor import Actor
    from spona.cases.referrals.models import Referral
    from spona.directory.models import Institution, Member, Network
    from spona.vault import actions

    school, csw = (Institution.objects.get(code=code) for code in ("E001", "I068"))
    packet = actions.create_box(
        "packet", owner=school.pk, sections={"cover": {"schema": 1}},
        grants={"cover": [actions.to_institution(csw.pk)]}, by=Actor.system("demo"),
    )  # fmt: skip
    Referral.objects.create(
        reference="R-7K3M-Q2", kind="report", network=Network.objects.get(slug="vranje"),
        sender_institution=school, recipient_institution=csw, packet=packet, rests_on="duty",
        sent_by=Member.objects.filter(institution=school).first(), sent_at=timezone.now(),
    )  # fmt: skip


if __name__ == "__main__":
    main()
