"""Everything that changes or opens what the vault keeps."""

from spona.vault.actions.adopting import adopt, end_code
from spona.vault.actions.alarming import report_replaced_key
from spona.vault.actions.box_keys import (
    add_reader,
    create_key_box,
    open_key_box,
    remove_reader,
)
from spona.vault.actions.boxes import add_section, create_box, erase_box, keep_sent_files
from spona.vault.actions.codes import (
    NewCode,
    OpenedBox,
    code_refused,
    draw_code,
    open_code,
    open_with_code,
)
from spona.vault.actions.ending import destroy_ended
from spona.vault.actions.files import open_file, remove_orphans
from spona.vault.actions.granting import (
    confirm_held,
    destroy,
    destroy_again,
    grant,
    grant_sections,
    hold_back,
    release,
    release_for_names,
)
from spona.vault.actions.history import (
    ask_to_erase,
    erase_revision,
    erase_revision_again,
    keep_revision,
    open_all_revisions,
    open_revision,
)
from spona.vault.actions.holders import (
    add_holder,
    confirm_regrant,
    end_departed,
    release_due,
    remove_holder,
)
from spona.vault.actions.keys import create_intake_key, put_paper_key
from spona.vault.actions.lane_notices import tell_of_closed_lanes
from spona.vault.actions.opening import (
    Noted,
    note_reading,
    open_many,
    open_section,
    open_sections,
)
from spona.vault.actions.paper import new_paper_key, use_paper_key
from spona.vault.actions.rekeying import begin_rekey, begin_rekey_again, close_old_versions, go_on
from spona.vault.actions.rotating import renew_rows
from spona.vault.actions.saving import save_section
from spona.vault.actions.statistics import (
    add_analyst,
    create_statistics_key,
    end_departed_analysts,
    remove_analyst,
)
from spona.vault.actions.witnessing import sign_again, witness
from spona.vault.files import seal_upload
from spona.vault.models import ASSIGNED
from spona.vault.recipients import (
    Recipient,
    recipients_excluding,
    to_account,
    to_code,
    to_institution,
    to_statistics,
)

__all__ = [
    "ASSIGNED",
    "NewCode",
    "Noted",
    "OpenedBox",
    "Recipient",
    "add_analyst",
    "add_holder",
    "add_reader",
    "add_section",
    "adopt",
    "ask_to_erase",
    "begin_rekey",
    "begin_rekey_again",
    "close_old_versions",
    "code_refused",
    "confirm_held",
    "confirm_regrant",
    "create_box",
    "create_intake_key",
    "create_key_box",
    "create_statistics_key",
    "destroy",
    "destroy_again",
    "destroy_ended",
    "draw_code",
    "end_code",
    "end_departed",
    "end_departed_analysts",
    "erase_box",
    "erase_revision",
    "erase_revision_again",
    "go_on",
    "grant",
    "grant_sections",
    "hold_back",
    "keep_revision",
    "keep_sent_files",
    "new_paper_key",
    "note_reading",
    "open_all_revisions",
    "open_code",
    "open_file",
    "open_key_box",
    "open_many",
    "open_revision",
    "open_section",
    "open_sections",
    "open_with_code",
    "put_paper_key",
    "recipients_excluding",
    "release",
    "release_due",
    "release_for_names",
    "remove_analyst",
    "remove_holder",
    "remove_orphans",
    "remove_reader",
    "renew_rows",
    "report_replaced_key",
    "save_section",
    "seal_upload",
    "sign_again",
    "tell_of_closed_lanes",
    "to_account",
    "to_code",
    "to_institution",
    "to_statistics",
    "use_paper_key",
    "witness",
]
