from django.urls import path

from social.publishing import views

app_name = "publishing"

urlpatterns = [path("tickets/<int:number>/publications/<uuid:pk>/by-hand/", views.by_hand, name="by-hand")]
