"""What an agent's browser asks for."""

from django.urls import path

from tickets.workspace.views import (
    attachment,
    company,
    contacts,
    inbox,
    mailboxes,
    members,
    new,
    teams,
    ticket,
    today,
    tokens,
)

app_name = "workspace"

urlpatterns = [
    path("", today.today, name="today"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/next/", inbox.take_next, name="next"),
    path("tickets/new/", new.new, name="new"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/messages/", ticket.speak, name="speak"),
    path("tickets/<int:number>/status/", ticket.status, name="status"),
    path("tickets/<int:number>/priority/", ticket.priority, name="priority"),
    path("tickets/<int:number>/assignee/", ticket.assignee, name="assignee"),
    path("tickets/<int:number>/team/", ticket.team, name="team"),
    path("tickets/<int:number>/tags/", ticket.tags, name="tags"),
    path("messages/<uuid:pk>/delivery/", ticket.resend, name="delivery"),
    path("attachments/<uuid:pk>/", attachment.attachment, name="attachment"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/<uuid:pk>/", contacts.contact, name="contact"),
    path("contacts/<uuid:pk>/change/", contacts.change, name="contact-change"),
    path("contacts/<uuid:pk>/identities/", contacts.add_identity, name="contact-identities"),
    path("settings/", company.first, name="settings"),
    path("settings/you/", company.you, name="settings-you"),
    path("settings/company/", company.company, name="settings-company"),
    path("settings/people/", members.people, name="settings-people"),
    path("settings/people/<uuid:pk>/role/", members.role, name="member-role"),
    path("settings/people/<uuid:pk>/removal/", members.remove, name="member-removal"),
    path("settings/invitations/", members.invite, name="invite"),
    path("settings/invitations/<uuid:pk>/link/", members.resend, name="invitation-link"),
    path("settings/invitations/<uuid:pk>/revocation/", members.revoke, name="invitation-revocation"),
    path("settings/teams/", teams.teams, name="settings-teams"),
    path("settings/teams/new/", teams.create, name="team-new"),
    path("settings/teams/<uuid:pk>/name/", teams.rename, name="team-name"),
    path("settings/teams/<uuid:pk>/places/", teams.places, name="team-places"),
    path("settings/mailboxes/", mailboxes.mailboxes, name="settings-mailboxes"),
    path("settings/mailboxes/new/", mailboxes.add, name="mailbox-new"),
    path("settings/mailboxes/<uuid:pk>/", mailboxes.change, name="mailbox"),
    path("settings/mailboxes/<uuid:pk>/default/", mailboxes.prefer, name="mailbox-default"),
    path("settings/tokens/", tokens.tokens, name="settings-tokens"),
    path("settings/tokens/<uuid:pk>/revocation/", tokens.revoke, name="token-revocation"),
    path("settings/quarantine/<uuid:pk>/retry/", mailboxes.retry, name="quarantine-retry"),
]
