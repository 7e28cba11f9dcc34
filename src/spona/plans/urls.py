from django.urls import path

from spona.plans import views
from spona.plans.projects.urls import urlpatterns as project_pages

app_name = "plans"
urlpatterns = [
    path("plan/", views.home, name="home"),
    path("plan/new/", views.begin, name="begin"),
    path("plan/<uuid:plan_id>/", views.plan, name="plan"),
    path("plan/<uuid:plan_id>/table/", views.table, name="table"),
    path("plan/<uuid:plan_id>/plan.csv", views.plan_csv, name="plan_csv"),
    path("plan/<uuid:plan_id>/plan.xlsx", views.plan_xlsx, name="plan_xlsx"),
    path("plan/<uuid:plan_id>/indicators.csv", views.indicators_csv, name="indicators_csv"),
    path("plan/<uuid:plan_id>/history/", views.history, name="history"),
    path("plan/<uuid:plan_id>/settings/", views.settings, name="settings"),
    path("plan/<uuid:plan_id>/adopt/", views.adopt, name="adopt"),
    path("plan/<uuid:plan_id>/end/", views.end, name="end"),
    path("plan/<uuid:plan_id>/ours/", views.ours, name="ours"),
    path("plan/<uuid:plan_id>/import/", views.import_plan, name="import"),
    path("plan/import/<uuid:import_id>/", views.preview, name="preview"),
    path("plan/<uuid:plan_id>/report/", views.report, name="report"),
    path("plan/<uuid:plan_id>/report.<str:kind>", views.report_file, name="report_file"),
    path("plan/report/<uuid:report_id>/", views.filed_report, name="filed_report"),
    path("plan/<uuid:plan_id>/add/<slug:part>/", views.add_part, name="add_part"),
    path("plan/<slug:part>/<uuid:part_id>/edit/", views.edit_part, name="edit_part"),
    path("plan/<slug:part>/<uuid:part_id>/drop/", views.drop_part, name="drop_part"),
    path("plan/line/<uuid:line_id>/", views.line, name="line"),
    path("plan/line/<uuid:line_id>/move/", views.move_line, name="move_line"),
    path("plan/progress/<uuid:progress_id>/undo/", views.take_back, name="take_back"),
    path("plan/indicator/<uuid:indicator_id>/", views.indicator, name="indicator"),
    path("plan/indicator/<uuid:indicator_id>/questionnaire/", views.figure, name="figure"),
    path("plan/reading/<uuid:reading_id>/undo/", views.take_back_reading, name="undo_reading"),
    path("plan/activities/", views.activities, name="activities"),
    path("plan/activities/search/", views.search, name="search"),
    path("plan/activities/new/", views.record, name="record"),
    path("plan/activities/activities.csv", views.activities_csv, name="activities_csv"),
    path("plan/activities/activities.xlsx", views.activities_xlsx, name="activities_xlsx"),
    path("a/<str:reference>/", views.activity, name="activity"),
    path("a/<str:reference>/edit/", views.edit_activity, name="edit_activity"),
    path("a/<str:reference>/withdraw/", views.withdraw_activity, name="withdraw_activity"),
    path("a/<str:reference>/restore/", views.restore_activity, name="restore_activity"),
    *project_pages,
]
