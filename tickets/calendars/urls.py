from django.urls import path

from tickets.calendars import views

app_name = "calendars"

urlpatterns = [
    path("settings/hours/", views.calendars, name="calendars"),
    path("settings/hours/new/", views.new, name="new"),
    path("settings/hours/<uuid:pk>/", views.calendar, name="calendar"),
    path("settings/hours/<uuid:pk>/default/", views.prefer, name="default"),
    path("settings/hours/<uuid:pk>/archival/", views.archive, name="archival"),
    path("settings/hours/<uuid:pk>/restoration/", views.restore, name="restoration"),
    path("settings/hours/<uuid:pk>/days/new/", views.new_day, name="day-new"),
    path("settings/hours/<uuid:pk>/days/<uuid:day>/", views.day, name="day"),
    path("settings/hours/<uuid:pk>/days/<uuid:day>/removal/", views.remove_day, name="day-removal"),
]
