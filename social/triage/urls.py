from django.urls import path

from social.triage import views

app_name = "triage"

urlpatterns = [path("mentions/<uuid:pk>/triage/", views.correct, name="correct")]
