from django.urls import path

from spona.tasks import views

app_name = "tasks"
urlpatterns = [
    path("tasks/", views.mine, name="mine"),
    path("tasks/<uuid:task_id>/done/", views.finish, name="finish"),
    path("tasks/<uuid:task_id>/undo/", views.undo, name="undo"),
    path("tasks/<uuid:task_id>/confirm/", views.confirm, name="confirm"),
]
