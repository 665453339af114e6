from django.urls import path

from tickets.sla import views

app_name = "sla"

urlpatterns = [
    path("settings/deadlines/", views.policies, name="policies"),
    path("settings/deadlines/new/", views.new, name="new"),
    path("settings/deadlines/<uuid:pk>/", views.policy, name="policy"),
    path("settings/deadlines/<uuid:pk>/position/", views.move, name="position"),
    path("settings/deadlines/<uuid:pk>/archival/", views.archive, name="archival"),
    path("settings/deadlines/<uuid:pk>/restoration/", views.restore, name="restoration"),
]
