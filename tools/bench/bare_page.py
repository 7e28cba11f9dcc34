"""The bare page: three queries on tables that are there anyway, one template."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


class Network(models.Model):
    """Another sight of the directory's table, without its app."""

    slug = models.CharField(max_length=60)
    objects: ClassVar[models.Manager[Network]] = models.Manager()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "directory_network"


class Institution(models.Model):
    """The same."""

    code = models.CharField(max_length=10)
    sector = models.CharField(max_length=40)
    objects: ClassVar[models.Manager[Institution]] = models.Manager()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "directory_institution"


def page(request: HttpRequest) -> HttpResponse:
    context = {
        "count": Institution.objects.count(),
        "networks": Network.objects.all(),
        "institutions": Institution.objects.order_by("code")[:20],
    }
    return render(request, "page.html", context)


urlpatterns = [path("", page)]
