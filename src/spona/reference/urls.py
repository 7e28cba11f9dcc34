from django.urls import path

from spona.reference import views

app_name = "reference"
urlpatterns = [path("lists/", views.lists, name="lists")]
