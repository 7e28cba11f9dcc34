from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from spona.access.guards import MemberRequest, member
from spona.reference.queries import code_lists, indicator_lists


@member("network:read")
def lists(request: MemberRequest) -> HttpResponse:
    """Every list in force today, each with where it comes from and how sure that is."""
    day = timezone.localdate()
    found = {"code_lists": code_lists(day), "indicator_lists": indicator_lists(day)}
    return render(request, "reference/lists.html", found)
