from django.urls import path

from spona.reference import views

app_name = "reference"
urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/changes/", views.proposals, name="proposals"),
    path("lists/changes/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("lists/changes/<uuid:proposal_id>/confirm/", views.confirm, name="confirm"),
    path("lists/changes/<uuid:proposal_id>/refuse/", views.refuse, name="refuse"),
    path("lists/changes/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("lists/signs/<slug:sector>/", views.signs, name="signs"),
    path("lists/signs/<slug:sector>/new/", views.propose_signs, name="propose_signs"),
    path("lists/legal/", views.legal, name="legal"),
    path("lists/legal/new/", views.propose_legal, name="propose_legal"),
    path("lists/legal/<slug:key>/", views.legal_row, name="legal_row"),
    path("lists/legal/<slug:key>/change/", views.propose_legal_change, name="propose_legal_change"),
    path("lists/legal/<slug:key>/end/", views.propose_legal_end, name="propose_legal_end"),
    path("lists/codes/<slug:name>/", views.code_list, name="code_list"),
    path("lists/codes/<slug:name>/new/", views.propose_code, name="propose_code"),
    path("lists/codes/<slug:name>/<slug:code>/", views.code, name="code"),
    path("lists/codes/<slug:name>/<slug:code>/change/", views.propose_words, name="propose_words"),
    path("lists/codes/<slug:name>/<slug:code>/end/", views.propose_end, name="propose_end"),
]
