from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tenants.isolation.aside import Aside
from tenants.isolation.context import tenant_context

GetResponse = Callable[[HttpRequest], HttpResponse]


def tenant_middleware(get_response: GetResponse) -> GetResponse:
    """One transaction a request, inside the tenant of its host. A denied or failed request leaves nothing behind.

    Exceptions have become responses down here, so the status decides; a view that must keep what it wrote (a counter
    of failures) sets `keep_changes` on its response. A view that talks to the network does it after the transaction.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        with tenant_context(tenant) if tenant else transaction.atomic():
            response = get_response(request)
            if not getattr(response, "keep_changes", response.status_code < 400):
                transaction.set_rollback(True)
        return response.answer() if isinstance(response, Aside) else response

    return middleware
