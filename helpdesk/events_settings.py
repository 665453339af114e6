"""The settings of the events process: the desk's own, and no app that it does not read from (its memory is counted)."""

from helpdesk.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "helpdesk.bare.Tenants",
    "helpdesk.bare.Tickets",
]
