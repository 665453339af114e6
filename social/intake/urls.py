from django.urls import path

from social.intake import views

app_name = "intake"

urlpatterns = [path("webhooks/<slug:network>/", views.webhook, name="webhook")]
