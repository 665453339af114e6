"""What only an admin's pages can be asked for: ticked rows, offers of names, rows inside a form, filters."""

from collections.abc import Iterator

from tenants.membership.site import site
from tests.contracts.routes import FoundRoute
from tests.factories.canaries import CANARY

Asked = tuple[str, str, dict[str, str]]
"""Method, address, and what is sent with it."""


def asks(route: FoundRoute, ids: dict[str, list]) -> Iterator[Asked]:
    """Each page for the other company's row of its model, and for one that is no row of it. `ids` are by model."""
    model, _, page = route.name.removeprefix("admin:").rpartition("_")
    label = next((label for label in ids if label.lower() == model.replace("_", ".")), "tickets.Ticket")
    for pk in (str(ids[label][0]), str(ids["tickets.Ticket"][0])):
        url = route.url({"object_id": pk, "app_label": "tickets"})
        yield from (("GET", url, {}), ("POST", url, {}))
    url = route.url({"object_id": str(ids[label][0]), "app_label": "tenants"})
    if page == "changelist":
        yield from ((method, url, fields) for method, fields in _list(model, str(ids[label][0]), ids))
    elif page == "autocomplete":
        yield "GET", url, {"app_label": "tenants", "model_name": "teammember", "field_name": "member", "term": ""}
    elif page in ("add", "change"):
        yield from (("POST", url, fields) for fields in _forms(ids))
    elif page == "delete":
        yield "POST", url, {"post": "yes"}


def _list(model: str, pk: str, ids: dict[str, list]) -> Iterator[tuple[str, dict[str, str]]]:
    [page] = [page for page in site._registry.values() if f"{page.opts.app_label}_{page.opts.model_name}" == model]
    for action in page.actions:
        yield "POST", {"action": action, "_selected_action": pk, "index": "0"}
    for lookup in ("id__exact", "tenant__exact", "tenant__slug", "member__name__startswith", "object_id__exact"):
        yield "GET", {lookup: pk}
    for name in ("actor", "member", "team"):
        yield "GET", {name: str(ids["tenants.Member"][0])}
    yield "GET", {"_to_field": "id", "_popup": "1"}
    yield "GET", {"q": CANARY[1:-1].upper()}
    yield "GET", {"all": "1", "o": "-1", "_facets": "1"}


def _forms(ids: dict[str, list]) -> Iterator[dict[str, str]]:
    names = {"name_en": "x", "name_ar": "x", "name_he": "x", "kind": "waiting", "local": "x", "role": "agent"}
    place = {"places-TOTAL_FORMS": "1", "places-INITIAL_FORMS": "0", "places-0-member": str(ids["tenants.Member"][0])}
    yield {**names, "name": "x", "team": str(ids["tenants.Team"][0]), **place}
    kept = {"places-INITIAL_FORMS": "1", "places-0-id": str(ids["tenants.TeamMember"][0]), "places-0-DELETE": "on"}
    yield {"name": "y", **place, **kept, "places-0-team": str(ids["tenants.Team"][0])}
