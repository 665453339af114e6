"""The public pages of a company, and what the console adds to them."""

from django.urls import path

from tickets.portal.views import form, link, page, settings

app_name = "portal"

urlpatterns = [
    path("form/", form.form, name="form"),
    path("form/embed/", form.embed, name="embed"),
    path("form/embed.js", form.script, name="script"),
    path("c/<str:key>/", page.page, name="page"),
    path("c/<str:key>/messages/", page.speak, name="speak"),
    path("c/<str:key>/confirmation/", page.confirm, name="confirm"),
    path("c/<str:key>/denial/", page.disown, name="disown"),
    path("c/<str:key>/files/<uuid:pk>/", page.file, name="file"),
    path("settings/form/", settings.settings, name="settings"),
    path("tickets/<int:number>/link/", link.renew, name="link"),
    path("tickets/<int:number>/link/revocation/", link.revoke, name="link-revocation"),
]
