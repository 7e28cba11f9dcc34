"""Paths of this step, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.referral_pages import views

urlpatterns = [
    path("r/<slug:reference>/not-ours/", views.not_ours, name="not_ours"),
    path("r/<slug:reference>/not-ours/print/", views.print_forward, name="print_forward"),
    path("r/<slug:reference>/no-place/", views.have_no_place, name="have_no_place"),
    path("r/<slug:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("r/<slug:reference>/still-agreed/", views.still_agreed, name="still_agreed"),
    path("r/<slug:reference>/ended/", views.ended, name="ended"),
    path("r/<slug:reference>/forwarding/", views.confirm_forward, name="confirm_forward"),
    path("r/<slug:reference>/forwarding/refuse/", views.refuse_forward, name="refuse_forward"),
    path("r/<slug:reference>/second-look/", views.approve, name="approve"),
    path("r/<slug:reference>/second-look/refuse/", views.refuse_approval, name="refuse_approval"),
    path("r/<slug:reference>/read/", views.note_answer, name="note_answer"),
    path("r/<slug:reference>/addition/", views.add_to_referral, name="add_to_referral"),
    path("r/<slug:reference>/addition/read/", views.read_addition, name="read_addition"),
    path("r/<slug:reference>/addition/handed/", views.hand_addition, name="hand_addition"),
    path("r/<slug:reference>/addition/print/", views.print_addition, name="print_addition"),
    path("cases/<slug:reference>/refer/", views.refer, name="refer"),
    path("cases/<slug:reference>/transfer/", views.transfer, name="transfer"),
    path("cases/<slug:reference>/ask/", views.ask, name="ask"),
    path("cases/<slug:reference>/agreements/", views.agreements, name="agreements"),
    path("cases/<slug:reference>/agreements/new/", views.agree, name="agree"),
    path(
        "cases/<slug:reference>/agreements/<uuid:agreement_id>/confirm/",
        views.confirm_agreement,
        name="confirm_agreement",
    ),
    path(
        "cases/<slug:reference>/agreements/<uuid:agreement_id>/end/",
        views.end_agreement,
        name="end_agreement",
    ),
]
