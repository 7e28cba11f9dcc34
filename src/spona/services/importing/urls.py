from django.urls import path

from spona.services.importing import views

app_name = "service_imports"
urlpatterns = [
    path("services/import/", views.send_in, name="send_in"),
    path("services/import/workbook/", views.take_workbook, name="workbook"),
    path("services/import/<uuid:import_id>/", views.preview, name="preview"),
]
