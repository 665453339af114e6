from django.urls import path

from tenants.signup import views

app_name = "signup"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("signup/", views.sign_up, name="sign-up"),
    path("signup/address/", views.address, name="address"),
    path("signup/opened/", views.opened, name="opened"),
    path("find/", views.find, name="find"),
    path("find/sent/", views.found, name="found"),
]
