"""No page of a desk stands in a frame of another site, but the one that is made for it."""

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tests.contracts.routes import routes
from tests.factories.people import Desk, sign_in
from tests.factories.samples import make_samples

pytestmark = pytest.mark.django_db
MADE_FOR_IT = "portal:embed"
ENDS_THE_SESSION = "account_logout"


def test_no_other_page_may_be_framed(zaytuna: Desk) -> None:
    client = sign_in(Client(raise_request_exception=False), zaytuna, zaytuna.members["owner"])
    with tenant_context(zaytuna.tenant):
        samples = make_samples(zaytuna)
    every = {"pk": samples["workspace:attachment"]["pk"], "key": "x", "number": samples["*"]["number"]}
    asked = 0
    for route in routes("helpdesk.urls"):
        values = {name: every.get(name, "x") for name, _ in route.arguments} | samples.get(route.name, {})
        if route.name in (MADE_FOR_IT, ENDS_THE_SESSION):
            continue
        response = client.get(route.url(values))
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY", route.name
        assert "frame-ancestors 'none'" in policy or policy.startswith("sandbox"), (route.name, policy)
        asked += 1
    assert asked > 50
