"""The queue of what was said about us, and the settings of who speaks for us."""

from django.urls import path

from social.square.views import accounts, authors, brands, deeds, queue

app_name = "square"

urlpatterns = [
    path("square/", queue.queue, name="queue"),
    path("square/<uuid:pk>/", queue.mention, name="mention"),
    path("square/<uuid:pk>/thanks/", deeds.thank, name="thanks"),
    path("square/<uuid:pk>/dismissal/", deeds.dismiss, name="dismissal"),
    path("square/<uuid:pk>/reopening/", deeds.reopen, name="reopening"),
    path("square/<uuid:pk>/ticket/", deeds.make_ticket, name="ticket"),
    path("square/authors/<uuid:pk>/", authors.author, name="author"),
    path("square/authors/<uuid:pk>/contact/", authors.link, name="author-link"),
    path("square/authors/<uuid:pk>/contact/removal/", authors.unlink, name="author-unlink"),
    path("settings/accounts/", accounts.accounts, name="settings-accounts"),
    path("settings/accounts/connection/", accounts.connect, name="account-connection"),
    path("settings/accounts/callback/", accounts.callback, name="account-callback"),
    path("settings/accounts/<uuid:pk>/pause/", accounts.pause, name="account-pause"),
    path("settings/accounts/<uuid:pk>/resumption/", accounts.resume, name="account-resumption"),
    path("settings/accounts/<uuid:pk>/removal/", accounts.remove, name="account-removal"),
    path("settings/brands/new/", brands.create, name="brand-new"),
    path("settings/brands/<uuid:pk>/", brands.change, name="brand"),
    path("settings/brands/<uuid:pk>/archival/", brands.archive, name="brand-archival"),
    path("settings/brands/<uuid:pk>/restoration/", brands.restore, name="brand-restoration"),
]
