from django.urls import path

from spona.meetings import views

app_name = "meetings"
urlpatterns = [
    path("m/", views.meetings, name="meetings"),
    path("m/find/", views.find, name="find"),
    path("m/new/", views.gather, name="gather"),
    path("m/mine.ics", views.my_calendar, name="my_calendar"),
    path("m/life/<slug:slug>.csv", views.life_csv, name="life_csv"),
    path("m/series/<uuid:series_id>/", views.series, name="series"),
    path("m/series/<uuid:series_id>/next/", views.call_next, name="call_next"),
    path("m/series/<uuid:series_id>/end/", views.end_series, name="end_series"),
    path("m/series/<uuid:series_id>/series.ics", views.series_calendar, name="series_calendar"),
    path("m/<slug:reference>/", views.read, name="read"),
    path("m/<slug:reference>/answer/", views.answer, name="answer"),
    path("m/<slug:reference>/attendance/", views.attendance, name="attendance"),
    path("m/<slug:reference>/decide/", views.decide, name="decide"),
    path("m/<slug:reference>/call-off/", views.call_off, name="call_off"),
    path("m/<slug:reference>/move/", views.move, name="move"),
    path("m/<slug:reference>/agenda/", views.agenda, name="agenda"),
    path("m/<slug:reference>/agenda/take-up/", views.take_up, name="take_up"),
    path("m/<slug:reference>/agenda/<uuid:point_id>/move/", views.move_point, name="move_point"),
    path(
        "m/<slug:reference>/agenda/<uuid:point_id>/remove/",
        views.remove_point,
        name="remove_point",
    ),
    path("m/<slug:reference>/lines/", views.contribute, name="contribute"),
    path("m/<slug:reference>/minutes/", views.minutes, name="minutes"),
    path("m/<slug:reference>/minutes/save/", views.save_minutes, name="save_minutes"),
    path("m/<slug:reference>/minutes/close/", views.close_minutes, name="close_minutes"),
    path("m/<slug:reference>/minutes/add/", views.add_to_minutes, name="add_to_minutes"),
    path("m/<slug:reference>/minutes.pdf", views.print_minutes, name="print_minutes"),
    path("m/<slug:reference>/minutes.docx", views.write_on, name="write_on"),
    path(
        "m/<slug:reference>/decisions/<uuid:decision_id>/undo/",
        views.undo_decision,
        name="undo_decision",
    ),
    path("m/<slug:reference>/meeting.ics", views.calendar, name="calendar"),
    path("m/<slug:reference>/papers/", views.add_paper, name="add_paper"),
    path("m/<slug:reference>/papers/<uuid:paper_id>/", views.paper, name="paper"),
    path(
        "m/<slug:reference>/papers/<uuid:paper_id>/take-away/",
        views.take_paper_away,
        name="take_paper_away",
    ),
    path(
        "m/<slug:reference>/papers/<uuid:paper_id>/put-back/",
        views.put_paper_back,
        name="put_paper_back",
    ),
]
