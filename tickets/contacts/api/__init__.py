"""Contacts with their addresses, and organizations, over the API."""

from tickets.contacts.api.contacts import ContactsRoom, IdentitiesRoom
from tickets.contacts.api.organizations import OrganizationsRoom

routes = [
    ("contacts", ContactsRoom, "contacts"),
    ("contacts/<uuid:contact>/identities", IdentitiesRoom, "identities"),
    ("organizations", OrganizationsRoom, "organizations"),
]
