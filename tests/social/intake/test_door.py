"""A network is heard when it signs, and nobody else; what it pushes is kept before it is told so."""

import pytest
from django.conf import LazySettings
from django.test import Client

from social.connectors.plaza import signing
from social.intake import services
from social.intake.models import Delivery
from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.factories.plaza import URL, comment, delivery, push
from tests.social.intake.conftest import Connect

pytestmark = pytest.mark.django_db
EMPTY = b'{"object":"page","entry":[]}'


def _kept() -> list[bytes]:
    with tenant_context(mailing.platform_tenant()):
        return [bytes(row.raw) for row in Delivery.objects.all()]


def _ask(**params: str) -> tuple[int, str]:
    answer = Client().get(URL, {f"hub.{name}": value for name, value in params.items()}, headers={"host": "localhost"})
    return answer.status_code, answer.content.decode()


def test_the_first_question_is_answered_to_who_knows_our_token(settings: LazySettings) -> None:
    token = settings.SOCIAL_WEBHOOK_TOKENS["plaza"]
    assert _ask(mode="subscribe", challenge="1158201444", verify_token=token) == (200, "1158201444")
    assert _ask(mode="subscribe", challenge="1158201444", verify_token="guess")[0] == 403
    assert _ask(mode="unsubscribe", challenge="1158201444", verify_token=token)[0] == 403
    assert _ask()[0] == 403


def test_without_a_token_nobody_is_answered(settings: LazySettings) -> None:
    settings.SOCIAL_WEBHOOK_TOKENS = {}
    assert _ask(mode="subscribe", challenge="1", verify_token="")[0] == 403


def test_a_challenge_is_no_page(settings: LazySettings) -> None:
    token = settings.SOCIAL_WEBHOOK_TOKENS["plaza"]
    assert _ask(mode="subscribe", challenge="<script>alert(1)</script>", verify_token=token)[0] == 403


def test_the_signature_is_the_one_of_the_network_s_documents() -> None:
    digest = "e6e9d7a842a48e17f43a34d6125d0d933e2aab92ee37f0993a4d493b50e3d438"
    assert signing.signature(EMPTY, "app-secret") == f"sha256={digest}"
    assert signing.is_signed({"x-hub-signature-256": f"sha256={digest}"}, EMPTY, "app-secret")


def test_what_is_signed_is_kept_as_it_came_and_unread(zaytuna: Desk, connect: Connect) -> None:
    connect(zaytuna, "100")
    raw = delivery(comment("100"))
    answer = push(raw)
    assert (answer.status_code, answer.content) == (200, b"kept")
    assert _kept() == [raw]
    with tenant_context(zaytuna.tenant):
        assert Delivery.objects.count() == 0


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é"])
def test_what_is_not_signed_is_not_kept(signature: str) -> None:
    assert push(EMPTY, signature=signature).status_code == 403
    assert _kept() == []


def test_a_signature_of_another_secret_or_of_other_bytes_is_none(settings: LazySettings) -> None:
    assert push(EMPTY, signature=signing.signature(EMPTY, "another")).status_code == 403
    signed = signing.signature(EMPTY, settings.SOCIAL_WEBHOOK_SECRETS["plaza"])
    assert push(EMPTY + b" ", signature=signed).status_code == 403
    assert _kept() == []


def test_without_a_secret_nothing_is_believed(settings: LazySettings) -> None:
    """Not even what is signed with the empty secret."""
    settings.SOCIAL_WEBHOOK_SECRETS = {}
    assert push(EMPTY, signature=signing.signature(EMPTY, "")).status_code == 403
    assert _kept() == []


@pytest.mark.parametrize("network", ["nowhere", "mastodon", "rss"])
def test_a_network_that_does_not_push_has_no_door(network: str) -> None:
    assert push(EMPTY, url=f"/webhooks/{network}/").status_code == 404
    assert _kept() == []


def test_more_than_a_network_pushes_at_once_is_not_read(settings: LazySettings) -> None:
    settings.SOCIAL_WEBHOOK_MAX_BYTES = 1000
    assert push(EMPTY + b" " * 1000).status_code == 413
    assert _kept() == []


def test_what_is_pushed_twice_is_one_row() -> None:
    for _ in range(3):
        assert push(EMPTY).status_code == 200
    assert _kept() == [EMPTY]


def test_the_door_is_on_the_platform_s_host_only(zaytuna: Desk) -> None:
    assert Client().post(URL, EMPTY, content_type="application/json", headers={"host": zaytuna.host}).status_code == 404


def test_no_word_of_a_customer_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        push(delivery(comment("100", "CANARY-TEXT", by="canary-author")))
        push(delivery(comment("100", "CANARY-TEXT")), signature="")
    assert "webhook.kept" in caplog.text
    assert "webhook.refused" in caplog.text
    assert "canary" not in caplog.text.lower()


def test_what_is_older_than_thirty_days_is_removed(zaytuna: Desk, connect: Connect) -> None:
    account = connect(zaytuna, "100")
    with tenant_context(zaytuna.tenant):
        old = services.keep(network="plaza", raw=b"old", account=account)
        services.keep(network="plaza", raw=b"new", account=account)
        Delivery.objects.filter(pk=old.pk).update(received_at="2026-01-01T00:00:00Z")
    assert services.forget_old() == 1
    with tenant_context(zaytuna.tenant):
        assert [bytes(row.raw) for row in Delivery.objects.all()] == [b"new"]
