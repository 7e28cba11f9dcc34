"""An open round of data collection with an answer, as a coordinator and a stranger would do it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from spona.access.actor import VISITOR
from spona.deadlines.time import today
from spona.surveys import actions, submission_xml
from spona.surveys.form_model import Form
from spona.surveys.ready_made import ready_made
from spona.surveys.xlsform.checking import check

if TYPE_CHECKING:
    from tests.harness.world import World


def surveys(w: World) -> dict[str, Any]:
    by, day = w.people["mirjana"].actor, today()
    ready = ready_made("young")
    made = actions.make_round(
        actions.Outline(
            title=ready.title, asked="средње школе", consent=ready.consent, opens_on=day,
            closes_on=day + dt.timedelta(days=14), destroy_on=day + dt.timedelta(days=60),
        ),
        network=w.vranje, institution=w.csw, owners=[w.people["dora"].member], by=by,
    )  # fmt: skip
    version = actions.put_form(made, check(ready.xlsx(), title=""), file_name="young.xlsx", by=by)
    actions.note_tried(made, by=by)
    made = version.round = actions.open_round(made, by=by)
    xml = submission_xml.written(
        Form.from_json(version.model), {"help/knows_number": "right", "help/missing": "ништа"},
        instance=submission_xml.new_instance(),
    )  # fmt: skip
    actions.receive(version, xml, by=VISITOR)
    actions.add_device(made, label="плави", by=by)
    return {"round": made, "survey_form": version}
