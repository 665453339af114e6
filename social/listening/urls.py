from django.urls import path

from social.listening import views

app_name = "listening"

urlpatterns = [
    path("settings/listening/", views.listeners, name="listeners"),
    path("settings/listening/new/", views.new, name="new"),
    path("settings/listening/preview/", views.preview, name="preview"),
    path("settings/listening/<uuid:pk>/", views.listener, name="listener"),
    path("settings/listening/<uuid:pk>/activation/", views.activate, name="activation"),
    path("settings/listening/<uuid:pk>/pause/", views.pause, name="pause"),
    path("settings/listening/<uuid:pk>/removal/", views.remove, name="removal"),
]
