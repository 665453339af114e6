"""What a member's browser asks for about his own notifications."""

from django.urls import path

from tickets.notifications import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/reading/", views.read_all, name="reading-of-all"),
    path("notifications/<uuid:pk>/reading/", views.read, name="reading"),
    path("settings/notifications/", views.settings, name="settings"),
]
