"""Signing in, on a tenant's host: those of allauth's pages that we use, under its names."""

from allauth.account import views as account
from django.urls import path

from helpdesk.web.doors import public
from tenants.identity import views

urlpatterns = [
    path("language/", views.language, name="language"),
    path("accounts/login/", public(views.SignIn.as_view()), name="account_login"),
    path("accounts/logout/", public(account.logout), name="account_logout"),
    path("accounts/inactive/", public(account.account_inactive), name="account_inactive"),
    path("accounts/confirm-email/", public(account.email_verification_sent), name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", public(views.ProveAddress.as_view()), name="account_confirm_email"),
    path("accounts/password/reset/", public(views.Forgotten.as_view()), name="account_reset_password"),
    path("accounts/password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/<str:uidb36>.<str:key>/",
        public(views.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
