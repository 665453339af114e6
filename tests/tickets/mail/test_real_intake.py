"""Every collected mail goes through the door: none crashes intake, none is lost."""

import os
from pathlib import Path

import pytest

from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.mail import services
from tickets.mail.models import Inbound
from tickets.messages.models import Message

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("HEARD_DATA") or Path(__file__).parents[4] / "shared" / "data")
MAILS = sorted([*DATA.glob("mail/*/*.eml"), *DATA.glob("mail/*/*.box"), *DATA.glob("reply/talon/*.eml")])


@pytest.mark.skipif(not MAILS, reason=f"no real mails at {DATA} (set HEARD_DATA)")
def test_each_is_a_message_or_is_ignored_for_a_reason(zaytuna: Desk) -> None:
    kept = {}
    for path in MAILS:
        address = zaytuna.mailbox.address
        [inbound] = services.accept(envelope_from=None, recipients=[address], raw=path.read_bytes())
        kept[inbound.pk] = path.name
    with tenant_context(zaytuna.tenant):
        while services.drain():
            continue
        done = {row.pk: row for row in Inbound.objects.all()}
        assert done.keys() == kept.keys()
        for pk, name in kept.items():
            row = done[pk]
            assert (row.state, row.attempts) == ("done", 1), (name, row.reason)
            assert row.message_id or (row.outcome == "ignored" and row.reason), name
        joined = {row.message_id for row in done.values() if row.message_id}
        assert Message.objects.count() == len(joined)
