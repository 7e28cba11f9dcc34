from django.urls import path

from spona.home import views

app_name = "home"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("desk/", views.desk, name="desk"),
    path("institution/", views.institution, name="institution"),
    path("search/", views.search, name="search"),
]
