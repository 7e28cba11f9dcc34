"""Addresses that name no matter and nobody. The public ones carry the language in the path."""

from __future__ import annotations

from typing import Final

from django.urls import path, re_path

from spona.training.views import (
    calendars,
    joining,
    leading,
    mine,
    modules,
    papers,
    sessions,
    verifying,
    where,
)
from spona.ui.languages import codes, pattern

app_name = "training"
_CODES: Final = pattern(codes("public"))
_ROOM: Final = rf"^(?P<language>{_CODES})/trainings/"
_MINE: Final = _ROOM + r"mine/(?P<token>[A-Za-z0-9_-]{43})/"
_SESSION: Final = "trainings/<uuid:session_id>/"
_PERSON: Final = "trainings/people/<uuid:participant_id>/"
_MODULE: Final = "trainings/modules/<uuid:module_id>/"

# What people without an account open.
public = [
    re_path(_ROOM + r"join/(?P<link>[A-Za-z0-9_-]{22})/$", joining.join, name="join"),
    re_path(_MINE + r"$", mine.mine, name="mine"),
    re_path(_MINE + r"test/(?P<moment>pre|post)/$", mine.test, name="test"),
    re_path(_MINE + r"after/$", mine.feedback, name="feedback"),
    re_path(_MINE + r"later/(?P<months>3|6)/$", mine.follow_up, name="follow_up"),
    re_path(_MINE + r"leave/$", mine.leave, name="leave"),
    re_path(_MINE + r"certificate/$", mine.certificate, name="my_certificate"),
    re_path(_MINE + r"paper/(?P<material_id>[0-9a-f-]{36})/$", mine.material, name="my_material"),
    re_path(
        rf"^(?P<language>{_CODES})/certificates/(?P<code>[0-9A-Za-z]{{1,40}})/$",
        verifying.verify,
        name="verify",
    ),
]
urlpatterns = [
    *public,
    path("trainings/", sessions.sessions, name="sessions"),
    path("trainings/new/", leading.plan, name="plan"),
    path("trainings/where/", where.where, name="where"),
    path("trainings/where/csv/", where.where_csv, name="where_csv"),
    path("trainings/where/<slug:code>/", where.people, name="people"),
    path("trainings/follow-up/<uuid:follow_up_id>/", sessions.to_follow_up, name="to_follow_up"),
    path("trainings/modules/", modules.modules, name="modules"),
    path("trainings/modules/new/", modules.write, name="write"),
    path(_MODULE, modules.module, name="module"),
    path(_MODULE + "change/", modules.change, name="change"),
    path(_MODULE + "end/", modules.end, name="end_module"),
    path(_MODULE + "take-up/", modules.take_up, name="take_up"),
    path(_MODULE + "questions/new/", modules.add_question, name="add_question"),
    path(_MODULE + "papers/new/", modules.add_material, name="add_material"),
    path(
        "trainings/questions/<uuid:question_id>/", modules.change_question, name="change_question"
    ),
    path(
        "trainings/questions/<uuid:question_id>/return/",
        modules.return_question,
        name="return_question",
    ),
    path("trainings/questions/<uuid:question_id>/end/", modules.end_question, name="end_question"),
    path("trainings/papers/<uuid:material_id>/", modules.material, name="material"),
    path("trainings/papers/<uuid:material_id>/end/", modules.end_material, name="end_material"),
    path(_SESSION, sessions.session, name="session"),
    path(_SESSION + "join/", sessions.join_self, name="join_self"),
    path(_SESSION + "change/", leading.change, name="change_session"),
    path(_SESSION + "link/", leading.renew_link, name="renew_link"),
    path(_SESSION + "call-off/", leading.call_off, name="call_off"),
    path(_SESSION + "close/", leading.close, name="close"),
    path(_SESSION + "people/new/", leading.add, name="add"),
    path(_SESSION + "people/<slug:kind>/", papers.people, name="people_table"),
    path(_SESSION + "o.ics", calendars.calendar, name="calendar"),
    path(_SESSION + "sheet/", papers.sheet, name="sheet"),
    path(_SESSION + "test/<slug:moment>/", papers.test, name="test_paper"),
    path("trainings/days/<uuid:day_id>/attendance/", leading.attendance, name="attendance"),
    path(_PERSON + "withdraw/", leading.withdraw, name="withdraw"),
    path(_PERSON + "back/", leading.put_back, name="put_back"),
    path(_PERSON + "place/", leading.give_place, name="give_place"),
    path(_PERSON + "test/<slug:moment>/", leading.type_test, name="type_test"),
    path(_PERSON + "certificate/", papers.certificate, name="certificate"),
    path(
        "trainings/certificates/<uuid:certificate_id>/withdraw/",
        leading.withdraw_certificate,
        name="withdraw_certificate",
    ),
]
