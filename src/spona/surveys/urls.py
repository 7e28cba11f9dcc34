"""Addresses that name no matter. What people without an account open is short: it is typed from a
board.
"""

from __future__ import annotations

from typing import Final

from django.urls import path, re_path

from spona.surveys.openrosa import PREFIX
from spona.surveys.views import devices, filling, owners, phones, results, rounds, web_form
from spona.ui.languages import codes, pattern

app_name = "surveys"
_CODES: Final = pattern(codes("public"))
_CODE: Final = r"u/(?P<code>[0-9A-Za-z-]{8,9})/$"
_WEB_FORM: Final = r"u/(?P<code>[0-9A-Za-z-]{8,9})/form/$"
_BACK: Final = r"u/(?P<code>[0-9A-Za-z-]{8,9})/back/$"
_ROUND: Final = "surveys/<uuid:round_id>/"
_PHONE: Final = PREFIX.removeprefix("/")

public = [
    re_path(rf"^{_CODE}", filling.enter, name="enter"),
    re_path(rf"^(?P<language>{_CODES})/{_CODE}", filling.fill, name="fill"),
    re_path(rf"^(?P<language>{_CODES})/{_BACK}", filling.come_back, name="come_back"),
    re_path(rf"^(?P<language>{_CODES})/{_WEB_FORM}", web_form.web_form, name="web_form"),
]
urlpatterns = [
    *public,
    # As ODK Collect adds them to the address that it is given: no stroke at the end.
    path(f"{_PHONE}formList", phones.phone_list, name="phone_list"),
    path(f"{_PHONE}submission", phones.phone_send, name="phone_send"),
    path(f"{_PHONE}forms/<uuid:version_id>", phones.phone_form, name="phone_form"),
    path(f"{_PHONE}forms/<uuid:version_id>/files", phones.phone_manifest, name="phone_manifest"),
    path("surveys/", rounds.rounds, name="rounds"),
    path("surveys/new/", rounds.new, name="new"),
    path("surveys/forms/<slug:name>.xlsx", rounds.ready_file, name="ready_file"),
    path(_ROUND, rounds.show, name="round"),
    path(f"{_ROUND}form/", rounds.put_form, name="put_form"),
    path(f"{_ROUND}try/", filling.try_out, name="try_out"),
    path(f"{_ROUND}try/form/", web_form.try_web_form, name="try_web_form"),
    path(f"{_ROUND}answer/", filling.answer, name="answer"),
    path(f"{_ROUND}answer/drop/", filling.drop, name="drop"),
    path(f"{_ROUND}open/", rounds.open_round, name="open_round"),
    path(f"{_ROUND}close/", rounds.close, name="close"),
    path(f"{_ROUND}destroy/", rounds.destroy, name="destroy"),
    path(f"{_ROUND}owners/", owners.owners, name="owners"),
    path(f"{_ROUND}poster/", rounds.poster, name="poster"),
    path(f"{_ROUND}devices/", devices.devices, name="devices"),
    path(f"{_ROUND}devices/<int:number>/revoke/", devices.revoke_device, name="revoke_device"),
    path(f"{_ROUND}results/", results.results, name="results"),
    path(f"{_ROUND}results/spona.<str:kind>", results.export, name="export"),
    path(f"{_ROUND}answers/", results.answers, name="answers"),
    path(f"{_ROUND}answers/files/<uuid:file_id>/", results.sent_file, name="sent_file"),
    path(f"{_ROUND}answers/spona.<str:kind>", results.export_answers, name="export_answers"),
]
