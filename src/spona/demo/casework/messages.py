"""Two words of somebody without an account: one waits to be read, one has an answer."""

from __future__ import annotations

from datetime import timedelta

from spona.access.actor import VISITOR
from spona.deadlines import moved
from spona.demo.people import DemoPeople
from spona.directory.models import Network
from spona.tipline.actions import open_tip, reply, send_message, take_over
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code


def build_messages(people: DemoPeople) -> None:
    with moved(-timedelta(days=2, hours=3)):
        answered = _message("Код продавнице исти човек сваког јутра скупља троје младих у комби.")
    with moved(-timedelta(days=1, hours=22)):
        by = people.actor("milan.csr")
        open_tip(answered, by=by)
        take_over(answered, by=by)
        reply(answered, "Хвала, прочитали смо. Да ли сте видели таблице или натпис?", by=by)
    with moved(-timedelta(hours=3)):
        _message("У кући преко пута ноћу се чује плач. Дању нико не излази.")


def _message(text: str) -> Tip:
    network = Network.objects.get(slug="vranje")
    said = FirstMessage("sr", text, where="Врање", children="not_sure", who="somebody")
    return send_message(said, network=network, code=draw_code(by=VISITOR).code, by=VISITOR)
