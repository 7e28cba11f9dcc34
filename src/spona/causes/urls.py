from django.urls import path

from spona.causes import views

app_name = "causes"
urlpatterns = [
    path("causes/", views.observations, name="observations"),
    path("causes/search/", views.search, name="search"),
    path("causes/new/", views.observe, name="observe"),
    path("causes/list/<slug:slug>/spona.<str:kind>", views.export, name="export"),
    path("causes/needs/", views.needs, name="needs"),
    path("causes/needs/new/<slug:slug>/", views.write_need, name="write_need"),
    path("causes/needs/list/<slug:slug>/spona.<str:kind>", views.export_needs, name="export_needs"),
    path("causes/needs/budget/<slug:slug>/proposal.<str:kind>", views.budget, name="budget"),
    path("causes/needs/line/<slug:slug>/<slug:service>/", views.plan_line, name="plan_line"),
    path("causes/needs/<uuid:need_id>/withdraw/", views.withdraw_need, name="withdraw_need"),
    path("causes/letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("causes/letters/<uuid:letter_id>/change/", views.rewrite_letter, name="rewrite_letter"),
    path("causes/letters/<uuid:letter_id>/sent/", views.register, name="register"),
    path("causes/letters/<uuid:letter_id>/again/", views.ask_again, name="ask_again"),
    path("causes/letters/<uuid:letter_id>/answer/", views.answer, name="answer"),
    path("causes/letters/<uuid:letter_id>/drop/", views.drop, name="drop"),
    path(
        "causes/letters/<uuid:letter_id>/letter.<str:kind>", views.letter_paper, name="letter_paper"
    ),
    path("causes/<uuid:observation_id>/", views.observation, name="observation"),
    path("causes/<uuid:observation_id>/change/", views.rewrite, name="rewrite"),
    path("causes/<uuid:observation_id>/again/", views.see_again, name="see_again"),
    path("causes/<uuid:observation_id>/look/", views.look, name="look"),
    path("causes/<uuid:observation_id>/follow/", views.follow, name="follow"),
    path("causes/<uuid:observation_id>/close/", views.close, name="close"),
    path("causes/<uuid:observation_id>/reopen/", views.reopen, name="reopen"),
    path("causes/<uuid:observation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("causes/<uuid:observation_id>/letter/", views.write_letter, name="write_letter"),
]
