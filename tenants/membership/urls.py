from django.urls import path

from tenants.membership import views

app_name = "membership"

urlpatterns = [path("invitations/<str:token>/", views.invitation, name="invitation")]
