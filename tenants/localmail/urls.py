from django.urls import path

from tenants.localmail import views

app_name = "localmail"
urlpatterns = [
    path("mailbox/", views.index, name="index"),
    path("mailbox/new/", views.new, name="new"),
    path("mailbox/<uuid:pk>/", views.mail, name="mail"),
    path("mailbox/<uuid:pk>/answers/", views.answer, name="answer"),
]
