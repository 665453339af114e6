"""A client that is generated from the OpenAPI document works with a served desk: nothing is written by hand."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import registry, services
from tests.factories.people import Desk

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
PACKAGE = "heard_client"


@pytest.fixture
def client_package(tmp_path: Path) -> Iterator[str]:
    """The generated package, importable while the test runs."""
    schema, config = tmp_path / "schema.json", tmp_path / "config.json"
    call_command("spectacular", "--format", "openapi-json", "--file", str(schema))
    config.write_text(json.dumps({"post_hooks": [], "package_name_override": PACKAGE}))
    tool = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    places = ["--path", str(schema), "--config", str(config), "--output-path", str(tmp_path / PACKAGE)]
    subprocess.run([*tool, *places], check=True, cwd=tmp_path, capture_output=True)
    sys.path.insert(0, str(tmp_path))
    yield PACKAGE
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def _calls(package: str) -> Any:
    """What the journey needs of the package, by short names."""
    tickets = ("list", "create", "change", "get")
    found = {f"tickets_{verb}": _module(f"{package}.api.tickets.tickets_{verb}") for verb in tickets}
    for verb in "reply", "list":
        found[f"messages_{verb}"] = _module(f"{package}.api.messages.messages_{verb}")
    return SimpleNamespace(**found, models=_module(f"{package}.models"), client=_module(package).AuthenticatedClient)


def _module(name: str) -> Any:
    return importlib.import_module(name)


def test_a_generated_client_opens_answers_finds_and_changes_a_ticket(
    live_server: LiveServer, zaytuna: Desk, alice: Member, client_package: str
) -> None:
    with tenant_context(zaytuna.tenant):
        _, key = services.create(name="Shop", scopes=registry.every(), expires_at=None, by=alice)
    api = _calls(client_package)
    root, close = f"http://localhost:{live_server.url.rsplit(':', 1)[1]}", {"Connection": "close"}
    with api.client(base_url=root, token=str(key), headers=close) as client:
        requester = api.models.RequesterRequest(email="noura.q@example.com", name="نورة")
        new = api.models.NewTicketRequest(subject="الكنبة", text="وصلت الكنبة ممزّقة.", requester=requester)
        made = api.tickets_create.sync_detailed(client=client, body=new, idempotency_key="order-1")
        again = api.tickets_create.sync_detailed(client=client, body=new, idempotency_key="order-1")
        assert (made.status_code, again.parsed) == (201, made.parsed)
        ticket, etag = made.parsed, made.headers["ETag"]
        assert (ticket.requester.name, ticket.language, ticket.tags) == ("نورة", "ar", [])

        words = api.models.ReplyRequest(text="كنبة جديدة تخرج اليوم.", then=api.models.ThenEnum.WAITING)
        reply = api.messages_reply.sync(ticket.id, client=client, body=words)
        assert (reply.kind, reply.direction, reply.delivery) == ("reply", "rtl", "queued")
        thread = api.messages_list.sync(ticket.id, client=client)
        assert [message.kind for message in thread.results] == ["customer", "reply"]

        change = api.models.PatchedTicketChangeRequest(priority=api.models.PriorityEnum.HIGH, tags=["كنب"])
        late = api.tickets_change.sync_detailed(ticket.id, client=client, body=change, if_match=etag)
        assert (late.status_code, late.parsed.code) == (412, "precondition_failed")
        etag = api.tickets_get.sync_detailed(ticket.id, client=client).headers["ETag"]
        changed = api.tickets_change.sync_detailed(ticket.id, client=client, body=change, if_match=etag)
        assert (changed.status_code, changed.parsed.priority, changed.parsed.tags) == (200, "high", ["كنب"])

        page = api.tickets_list.sync(client=client, tag="كنب")
        assert [row.id for row in page.results] == [ticket.id]
        assert page.next_ is None
