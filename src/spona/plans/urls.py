from spona.plans.projects.urls import urlpatterns as project_pages

app_name = "plans"
urlpatterns = [*project_pages]
