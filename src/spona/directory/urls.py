from django.urls import path, re_path

from spona.ui.languages import codes, pattern

from . import views

app_name = "directory"

urlpatterns = [
    path("choose/", views.choose, name="choose"),
    re_path(rf"^(?P<language>{pattern(codes('staff'))})/welcome/$", views.welcome, name="welcome"),
    path("account/contact/", views.own_contact, name="own_contact"),
    path("network/", views.network, name="network"),
    path("network/search/", views.search, name="search"),
    path("network/casework/<slug:slug>/", views.casework, name="casework"),
    path("network/casework/<slug:slug>/confirm/", views.confirm_casework, name="confirm_casework"),
    path("network/seats/<slug:slug>/new/", views.give_seat, name="seat"),
    path("network/seats/<uuid:seat_id>/", views.name_representatives, name="name_representatives"),
    path("network/seats/<uuid:seat_id>/end/", views.end_seat, name="end_seat"),
    path("network/roles/<slug:slug>/", views.give_network_role, name="give_network_role"),
    path("network/roles/<uuid:role_id>/end/", views.end_network_role, name="end_network_role"),
    path("network/members/<uuid:member_id>/end/", views.end_member, name="end_member"),
    path("network/members/<uuid:member_id>/invite/", views.invite, name="invite"),
    path(
        "network/members/<uuid:member_id>/lost/",
        views.replace_lost_login,
        name="replace_lost_login",
    ),
    path(
        "network/numbers/<uuid:contact_id>/confirm/", views.confirm_contact, name="confirm_contact"
    ),
    path("network/numbers/<uuid:contact_id>/end/", views.end_contact, name="end_contact"),
    path("network/partners/<slug:slug>/", views.partners, name="partners"),
    path("network/partners/<slug:slug>/new/", views.add_institution, name="add_institution"),
    path(
        "network/partners/<slug:slug>/invite/<slug:code>/",
        views.prepare_invitation,
        name="prepare_invitation",
    ),
    path("network/partners/<slug:slug>/<uuid:proposal_id>/", views.partner, name="partner"),
    path(
        "network/partners/<slug:slug>/<uuid:proposal_id>/confirm/",
        views.confirm_partner,
        name="confirm_partner",
    ),
    path(
        "network/partners/<slug:slug>/<uuid:proposal_id>/refuse/",
        views.refuse_partner,
        name="refuse_partner",
    ),
    path(
        "network/partners/<slug:slug>/<uuid:proposal_id>/back/",
        views.take_back_partner,
        name="take_back_partner",
    ),
    path("network/<slug:code>/", views.institution, name="institution"),
    path("network/<slug:code>/members/new/", views.add_member, name="add_member"),
    path("network/<slug:code>/numbers/new/", views.add_contact, name="add_contact"),
]
