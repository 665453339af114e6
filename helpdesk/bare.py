"""Our apps as tables alone: for a process that reads a little, and loads no mail, no pages and no tasks for it."""

from django.apps import AppConfig


class Tenants(AppConfig):
    name = "tenants"


class Tickets(AppConfig):
    name = "tickets"
