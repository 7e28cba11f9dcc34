from django.urls import path

from spona.prevention import views

app_name = "prevention"
urlpatterns = [
    path("prevention/", views.observations, name="observations"),
    path("prevention/search/", views.search, name="search"),
    path("prevention/new/", views.observe, name="observe"),
    path("prevention/list/<slug:slug>/spona.<str:kind>", views.export, name="export"),
    path("prevention/needs/", views.needs, name="needs"),
    path("prevention/needs/new/<slug:slug>/", views.write_need, name="write_need"),
    path(
        "prevention/needs/list/<slug:slug>/spona.<str:kind>",
        views.export_needs,
        name="export_needs",
    ),
    path("prevention/needs/budget/<slug:slug>/proposal.<str:kind>", views.budget, name="budget"),
    path("prevention/needs/line/<slug:slug>/<slug:service>/", views.plan_line, name="plan_line"),
    path("prevention/needs/<uuid:need_id>/withdraw/", views.withdraw_need, name="withdraw_need"),
    path("prevention/letters/<uuid:letter_id>/", views.letter, name="letter"),
    path(
        "prevention/letters/<uuid:letter_id>/change/", views.rewrite_letter, name="rewrite_letter"
    ),
    path("prevention/letters/<uuid:letter_id>/sent/", views.register, name="register"),
    path("prevention/letters/<uuid:letter_id>/again/", views.ask_again, name="ask_again"),
    path("prevention/letters/<uuid:letter_id>/answer/", views.answer, name="answer"),
    path("prevention/letters/<uuid:letter_id>/drop/", views.drop, name="drop"),
    path(
        "prevention/letters/<uuid:letter_id>/letter.<str:kind>",
        views.letter_paper,
        name="letter_paper",
    ),
    path("prevention/<uuid:observation_id>/", views.observation, name="observation"),
    path("prevention/<uuid:observation_id>/change/", views.rewrite, name="rewrite"),
    path("prevention/<uuid:observation_id>/again/", views.see_again, name="see_again"),
    path("prevention/<uuid:observation_id>/look/", views.look, name="look"),
    path("prevention/<uuid:observation_id>/follow/", views.follow, name="follow"),
    path("prevention/<uuid:observation_id>/close/", views.close, name="close"),
    path("prevention/<uuid:observation_id>/reopen/", views.reopen, name="reopen"),
    path("prevention/<uuid:observation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("prevention/<uuid:observation_id>/letter/", views.write_letter, name="write_letter"),
]
