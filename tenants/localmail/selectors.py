from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

from django.http import Http404
from django.utils.safestring import SafeString

from helpdesk.lib import html
from tenants.files import services as files
from tenants.isolation.context import require_tenant_id
from tenants.isolation.models import Tenant
from tenants.localmail.models import LocalMail
from tenants.routes.models import Route


@dataclass(frozen=True)
class OpenMail:
    """A mail as a mail program shows it. Written by us, so its headers are well-formed."""

    row: LocalMail
    parsed: EmailMessage
    sender_name: str
    sender: str
    reply_to: str

    @property
    def body(self) -> SafeString:
        """The HTML part, cleaned; the text part when there is none."""
        part = self.parsed.get_body(("html",))
        if part is None:
            return SafeString(html.render_markdown_light(self.text))
        return SafeString(html.clean(part.get_content(), styles=False))

    @property
    def text(self) -> str:
        part = self.parsed.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def language(self) -> str:
        return str(self.parsed["Content-Language"] or "")

    @property
    def files(self) -> list[str]:
        return [part.get_filename() or "" for part in self.parsed.iter_attachments()]


def platform() -> Tenant | None:
    """Whose mails the platform's host shows: those that were sent before a company exists."""
    return Tenant.objects.filter(state=Tenant.State.PLATFORM).first()


def recent(*, limit: int = 100) -> list[LocalMail]:
    """The newest mails of the current tenant."""
    return list(LocalMail.objects.order_by("-created_at", "-id")[:limit])


def opened(pk: UUID) -> OpenMail:
    """One mail, read. Raises Http404."""
    row = LocalMail.objects.select_related("raw").filter(pk=pk).first()
    if row is None:
        raise Http404("mail")
    raw = files.read(file=row.raw)
    # The older parser: the newer one puts a space between the encoded words of a long name.
    headers = message_from_bytes(raw)
    name, sender = parseaddr(str(headers["From"]))
    reply_to = parseaddr(str(headers["Reply-To"] or ""))[1]
    name = str(make_header(decode_header(name)))
    return OpenMail(row, message_from_bytes(raw, policy=policy.default), name, sender, reply_to or sender)


def mailboxes() -> list[str]:
    """Where a customer can write to the current tenant."""
    rows = Route.objects.filter(kind=Route.Kind.MAIL, tenant_id=require_tenant_id())
    return list(rows.order_by("key").values_list("key", flat=True))
