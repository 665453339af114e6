"""What the console adds to promises."""

from django.urls import path

from tickets.followups import views

app_name = "followups"

urlpatterns = [path("promises/<uuid:pk>/withdrawal/", views.withdraw, name="withdrawal")]
