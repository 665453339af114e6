"""What an agent's browser asks for."""

from django.urls import path

from tickets.workspace.views import attachment, contacts, inbox, new, ticket, today

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
]
