"""An agent makes it right beside the ticket, asks above his limit, and a lead decides on one page."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from helpdesk.lib.text import strip_bidi
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.recoveries import SORRY, allow, make_gesture, make_repair, make_request, make_sent
from tests.factories.tickets import make_ticket
from tickets.messages import registry
from tickets.messages.models import Message
from tickets.portal import services as portal
from tickets.portal.addresses import url_of
from tickets.portal.rules.keys import Purpose
from tickets.recovery import giving, granting, services, vouchers
from tickets.recovery.models import Approval, Grant, Limit, Recovery, RecoveryStep

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
GIVE = {"key": "k1", "kind": "voucher", "amount": "80", "currency": "sar", "words": "", "tell": "on"}


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, lee: Member) -> Desk:
    with tenant_context(zaytuna.tenant):
        allow(alice, per_ticket=300_00)
        allow(alice, role="lead", per_grant=500_00)
    return zaytuna


@pytest.fixture
def recovery(desk: Desk, bob: Member) -> Recovery:
    with tenant_context(desk.tenant):
        return make_repair(bob)


def panel(client: Client) -> str:
    return client.get("/tickets/1/").content.decode().partition('id="make-it-right"')[2].partition("</section>")[0]


def purse(client: Client) -> str:
    text = BeautifulSoup(panel(client), "lxml").select_one(".purse")
    return strip_bidi(" ".join(text.get_text(" ", strip=True).split())) if text else ""


def test_what_binds_one_grant_is_no_purse_that_runs_empty(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    client, url = browse(desk, bob), f"/tickets/1/recoveries/{recovery.pk}/grants/"
    assert purse(client) == "Voucher at most SAR 100.00 at once"
    for key in ("a", "b", "c"):
        client.post(url, GIVE | {"key": key})
    assert purse(client) == "Voucher, on this ticket SAR 60.00 left"


def test_who_has_nothing_set_is_told_that_somebody_else_agrees(desk: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(desk.tenant):
        make_gesture(bob)
    assert "Nothing was set for you to give by yourself here" in panel(browse(desk, bob))


def test_a_limit_is_named_as_the_readers_language_lists(desk: Desk) -> None:
    with tenant_context(desk.tenant), translation.override("ar"):
        name = str(Limit.objects.get(role="agent"))
    assert "، " in name
    assert ", " not in name


def test_the_steps_are_walked_beside_the_ticket(desk: Desk, bob: Member, browse: Browse) -> None:
    client = browse(desk, bob)
    with tenant_context(desk.tenant):
        reply = make_sent(make_ticket(), bob)
    client.post("/tickets/1/recoveries/", {"purpose": "repair"})
    assert "Shut until the apology has reached the customer." in panel(client)
    with tenant_context(desk.tenant):
        home = f"/tickets/1/recoveries/{Recovery.objects.get().pk}/"
    for step in ({"step": "hear"}, {"step": "empathise"}, {"step": "apologise", "message": str(reply.pk)}):
        if step["step"] == "apologise":
            assert SORRY[:30] in panel(client)
        assert client.post(f"{home}steps/", step).status_code == 302
    shown = panel(client)
    assert "apology sent" in shown
    assert "SAR\u00a0100.00" in strip_bidi(shown)
    client.post(f"{home}steps/", {"step": "resolve"})
    client.post(f"{home}steps/", {"step": "diagnose", "cause": "No rain cover"})
    assert "No rain cover" in panel(client)
    client.post(f"{home}closing/")
    with tenant_context(desk.tenant):
        assert RecoveryStep.objects.count() == 5
        assert Recovery.objects.get().closed_at is not None


def test_what_is_no_apology_is_refused_in_words(desk: Desk, bob: Member, browse: Browse) -> None:
    client = browse(desk, bob)
    with tenant_context(desk.tenant):
        recovery = make_repair(bob, is_sorry=False)
        felt = make_sent(recovery.ticket, bob, "I am sorry to hear that.")
    before = snapshot(desk)
    fields = {"step": "apologise", "message": str(felt.pk)}
    page = client.post(f"/tickets/1/recoveries/{recovery.pk}/steps/", fields, follow=True).content.decode()
    assert "These words do not apologise" in page
    assert snapshot(desk) == before


def test_inside_the_limit_one_click_gives_and_tells(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    client, path = browse(desk, bob), f"/tickets/1/recoveries/{recovery.pk}/grants/"
    for _ in range(2):  # pressed twice
        assert client.post(path, GIVE).status_code == 302
    with tenant_context(desk.tenant):
        grant = Grant.objects.get()
        code = vouchers.code_of(grant.vouchers.get())
        said = strip_bidi(Message.objects.order_by("id").last().text)
    assert said == f"Noura, here is a voucher for SAR\u00a080.00 from us. Its code is {code}; it works once."
    assert "SAR\u00a080.00" in strip_bidi(panel(client))
    assert code not in panel(client)


def test_a_form_that_another_sent_before_gives_nothing_and_says_so(
    desk: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    url = f"/tickets/1/recoveries/{recovery.pk}/grants/"
    other = browse(desk, lee)
    browse(desk, bob).post(url, GIVE)
    before = snapshot(desk)
    answer = other.post(url, GIVE)
    assert answer.status_code == 422
    assert "Choose a new one for each" in answer.content.decode()
    assert snapshot(desk) == before
    again = {**GIVE, "key": answer.context["form"]["key"].value()}
    assert other.post(url, again).status_code == 302


def test_nothing_is_said_where_nothing_is_to_be_told(
    desk: Desk, alice: Member, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        allow(alice, kind="credit")
        before = Message.objects.count()
    form = {name: value for name, value in GIVE.items() if name != "tell"} | {"kind": "credit"}
    browse(desk, bob).post(f"/tickets/1/recoveries/{recovery.pk}/grants/", form)
    with tenant_context(desk.tenant):
        assert (Grant.objects.count(), Message.objects.count()) == (1, before)


def test_above_the_limit_the_form_to_ask_stands_there_with_what_was_typed(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    client, home = browse(desk, bob), f"/tickets/1/recoveries/{recovery.pk}/"
    typed = GIVE | {"amount": "١٥٠", "words": "For the wait, {{amount}}: {{code}}"}
    before = snapshot(desk)
    answer = client.post(f"{home}grants/", typed)
    page = strip_bidi(answer.content.decode())
    assert answer.status_code == 422
    assert "More than you may give at once (SAR\u00a0100.00)." in page
    assert 'value="١٥٠"' in page
    assert "For the wait, {{amount}}: {{code}}" in page
    assert f'action="{home}requests/"' in page
    assert snapshot(desk) == before
    assert client.post(f"{home}requests/", typed | {"reason": ""}).status_code == 422
    assert snapshot(desk) == before
    assert client.post(f"{home}requests/", typed | {"reason": "Guests on Wednesday"}).status_code == 302
    with tenant_context(desk.tenant):
        assert Approval.objects.get().asked == 150_00
    assert "Bob</bdi> asks" in panel(client)


def test_who_asks_where_nobody_else_may_decide_is_told_so(
    desk: Desk, alice: Member, lee: Member, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        path = f"/tickets/1/recoveries/{make_repair(alice).pk}/requests/"
        typed = GIVE | {"amount": "900", "reason": "Guests on Wednesday"}
        Member.objects.filter(pk=lee.pk).update(role="agent")
    assert "nobody else here may decide it" in browse(desk, alice).post(path, typed, follow=True).content.decode()


def test_what_is_typed_wrong_stands_beside_its_field(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    client, home = browse(desk, bob), f"/tickets/1/recoveries/{recovery.pk}/"
    before = snapshot(desk)
    for wrong, field in (
        ({"amount": "a lot"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"currency": "XQX"}, "currency"),
        ({"kind": "gold"}, "kind"),
        ({"words": "Dear {{nobody}}"}, "words"),
    ):
        answer = client.post(f"{home}grants/", GIVE | wrong)
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True), wrong
    inside = client.post(f"{home}requests/", GIVE | {"reason": "x"})
    assert "nobody has to agree" in inside.content.decode()
    assert snapshot(desk) == before


def test_a_lead_sees_what_waits_and_decides_in_part(
    desk: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        request = make_request(bob, recovery, said="A voucher of {{amount}}: {{code}}")
    client = browse(desk, lee)
    page = client.get("/approvals/")
    assert "Guests on Wednesday" in page.content.decode()
    assert [item.count for item in page.context["shell"].rail if item.key == "approvals"] == [1]
    path = f"/approvals/{request.pk}/decision/"
    before = snapshot(desk)
    over = client.post(path, {"decision": "give", "granted": "900", "words": "x"})
    assert (over.status_code, "Give what was asked for" in over.content.decode()) == (422, True)
    assert client.post(path, {"decision": "refuse"}).status_code == 422
    assert snapshot(desk) == before
    typed = {"decision": "give", "granted": "200", "words": "A voucher of {{amount}}: {{code}}", "answer": "As others"}
    assert client.post(path, typed).status_code == 302
    with tenant_context(desk.tenant):
        assert Approval.objects.get().granted == 200_00
        assert "SAR\u00a0200.00" in strip_bidi(Message.objects.order_by("id").last().text)
    assert "As others" in browse(desk, bob).get("/approvals/").content.decode()


def test_a_lead_whose_own_limit_is_too_small_is_told_so(
    desk: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        request = make_request(bob, recovery, amount=700_00)
    client = browse(desk, lee)
    client.get("/approvals/")
    before = snapshot(desk)
    answer = client.post(f"/approvals/{request.pk}/decision/", {"decision": "give", "granted": "700"})
    assert "SAR\u00a0500.00" in strip_bidi(answer.content.decode())
    assert snapshot(desk) == before


def test_nobody_sees_his_own_request_among_those_to_decide(desk: Desk, lee: Member, browse: Browse) -> None:
    with tenant_context(desk.tenant):
        request = make_request(lee, amount=600_00)
    page = browse(desk, lee).get("/approvals/")
    assert page.context["waiting"] == []
    assert "Withdraw the request" in page.content.decode()
    browse(desk, lee).post(f"/approvals/{request.pk}/withdrawal/")
    with tenant_context(desk.tenant):
        assert Approval.objects.get().state == "withdrawn"


def test_what_was_given_is_taken_back_with_a_reason(
    desk: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        grant = giving.give(recovery=recovery, by=bob, kind="voucher", currency="SAR", amount=50_00, key="k")
    path = f"/grants/{grant.pk}/reversal/"
    before = snapshot(desk)
    assert browse(desk, bob).post(path, {"reason": "x"}).status_code == 403
    assert snapshot(desk) == before
    browse(desk, lee).post(path, {"reason": "Given twice"})
    with tenant_context(desk.tenant):
        grant.refresh_from_db()
        assert (grant.reversed_by, grant.reversal_reason) == (lee, "Given twice")


def test_an_admin_sets_a_limit_and_sees_who_set_which(desk: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    client = browse(desk, alice)
    typed: dict[str, Any] = {
        "whose": f"member:{bob.pk}", "purpose": "gesture", "kind": "gift", "currency": "SAR", "per_grant": "50,5",
        "period": "week",
    }  # fmt: skip
    assert client.post("/settings/limits/", typed).status_code == 302
    with tenant_context(desk.tenant):
        limit = Limit.objects.get(member=bob)
        assert (limit.per_grant, limit.per_ticket, limit.period, limit.set_by) == (50_50, None, "week", alice)
    page = client.get(f"/settings/limits/?limit={limit.pk}").content.decode()
    assert 'value="50.50"' in page
    assert "set by <bdi>Alice</bdi>" in page
    client.get("/settings/limits/")
    before = snapshot(desk)
    for wrong in ({"whose": "role:king"}, {"whose": ""}, {"currency": "XQX"}, {"per_grant": "-1"}):
        assert client.post("/settings/limits/", typed | wrong).status_code == 422, wrong
    assert snapshot(desk) == before
    client.post(f"/settings/limits/{limit.pk}/removal/")
    with tenant_context(desk.tenant):
        assert list(Limit.objects.filter(member=bob).order_by("version").values_list("is_off", flat=True)) == [
            False, True,
        ]  # fmt: skip


def test_a_limit_without_any_bound_says_so(desk: Desk, alice: Member, browse: Browse) -> None:
    with tenant_context(desk.tenant):
        allow(alice, kind="gift", per_grant=None)
    page = strip_bidi(browse(desk, alice).get("/settings/limits/").content.decode())
    assert page.count("no bound</span>") == 2  # in the table and in the history
    assert "Repair, Voucher, SAR: At once SAR\u00a0100.00, On one ticket SAR\u00a0300.00" in page


def test_the_customer_reads_the_code_on_the_private_page(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        link = portal.ensure(ticket=recovery.ticket, by=bob)
        url = url_of(link, Purpose.GIVEN)
        grant = giving.give(recovery=recovery, by=bob, kind="voucher", currency="SAR", amount=50_00, key="k")
        code = vouchers.code_of(grant.vouchers.get())
    page = Client().get(url.partition(":8000")[2], HTTP_HOST=desk.host)
    assert code in page.content.decode()


def _wide(char: str) -> str:
    """As a Japanese keyboard writes it."""
    return chr(ord(char) + 0xFEE0)


def test_a_code_is_stopped_before_everybody_reads_it(desk: Desk, bob: Member, recovery: Recovery) -> None:
    with tenant_context(desk.tenant):
        grant = giving.give(recovery=recovery, by=bob, kind="voucher", currency="SAR", amount=50_00, key="k")
        code = vouchers.code_of(grant.vouchers.get())
        for text in (
            *(f"Your code is {code}!", code.lower().replace("-", ""), f"قسيمتك {code}", code.replace("-", " - ")),
            *(f"Take that {code}", f"Here\n{code}", f"We gave her {code} that day", f"**{code[:9]}**{code[9:]}"),
            *("\u2068".join(code), code.replace("-", "."), "".join(map(_wide, code))),
        ):
            found = [finding for finding in registry.findings(text) if finding.kind == "voucher"]
            assert [text[one.start : one.end] for one in found] == [found[0].words], text
            assert vouchers.look_up(found[0].words) is not None
        both = [one.kind for one in registry.findings(f"{code}, I mean {code.lower()}")]
        assert both.count("voucher") == 2
        assert not [found for found in registry.findings("ABCD-EFGH-JKMN-PQRS") if found.kind == "voucher"]


def test_the_timeline_says_all_of_it_in_words(
    desk: Desk, bob: Member, lee: Member, recovery: Recovery, browse: Browse
) -> None:
    with tenant_context(desk.tenant):
        giving.give(recovery=recovery, by=bob, kind="voucher", currency="SAR", amount=50_00, key="k")
        services.diagnose(recovery=recovery, cause="x", by=bob)
        services.diagnose(recovery=recovery, cause="y", by=bob)
        make_request(bob, recovery)
    client = browse(desk, lee)
    with tenant_context(desk.tenant):
        request = Approval.objects.get()
    client.post(f"/approvals/{request.pk}/decision/", {"decision": "refuse", "answer": "No"})
    client.post(f"/tickets/1/recoveries/{recovery.pk}/closing/")
    lines = [str(line.text) for line in client.get("/tickets/1/").context["lines"]]
    assert not [line for line in lines if "recovery." in line], lines


def test_a_light_user_sees_nothing_of_it(
    desk: Desk, bob: Member, recovery: Recovery, browse: Browse, program: Callable[..., Program]
) -> None:
    lou = add_member(desk, "lou@zaytuna.example", "light")
    with tenant_context(desk.tenant):
        granting.grant(recovery=recovery, by=bob, kind="voucher", currency="SAR", amount=50_00, key="k")
        make_request(bob, recovery)
    page = browse(desk, lou).get("/tickets/1/").content.decode()
    assert not [word for word in ("make-it-right", "50.00", "300.00", "Voucher") if word in page]
    told = program(desk, lou, ["tickets:read"]).ask("GET", f"/tickets/{recovery.ticket_id}/timeline/").json()
    rooms = {event["verb"].partition(".")[0] for event in told["results"]}
    assert "messages" in rooms
    assert "recovery" not in rooms


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_pages_cost_a_bounded_number_of_queries(
    desk: Desk, alice: Member, bob: Member, recovery: Recovery, browse: Browse
) -> None:
    client = browse(desk, alice)
    with tenant_context(desk.tenant):
        make_request(bob, recovery)
    few = _queries(client, "/approvals/"), _queries(client, "/settings/limits/")
    with tenant_context(desk.tenant):
        for number in range(5):
            make_request(bob, make_gesture(bob, make_ticket(f"No. {number}")), amount=600_00)
            allow(alice, kind="credit", per_grant=number)
    assert (_queries(client, "/approvals/"), _queries(client, "/settings/limits/")) == few
    assert max(few) <= 20
