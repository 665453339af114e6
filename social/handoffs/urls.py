from django.urls import path

from social.handoffs import views

app_name = "handoffs"

urlpatterns = [
    path("tickets/<int:number>/hand-offs/", views.open, name="open"),
    path("tickets/<int:number>/hand-offs/<uuid:pk>/closing/", views.close, name="close"),
    path("tickets/<int:number>/hand-offs/<uuid:pk>/end/", views.end, name="end"),
]
