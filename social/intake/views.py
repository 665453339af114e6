import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from helpdesk.web.doors import public
from social.intake import services
from social.intake.errors import NotSigned, Refused, TooLarge, UnknownNetwork

log = structlog.get_logger(__name__)
_STATUS: dict[type[Refused], int] = {UnknownNetwork: 404, NotSigned: 403, TooLarge: 413}


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, network: str) -> HttpResponse:
    """GET is a network's first question, POST what it pushes: kept before it is told that we have it."""
    try:
        said = _answer(request, network) if request.method == "GET" else _take(request, network)
    except Refused as error:
        log.warning("webhook.refused", network=network[:16], reason=type(error).__name__)
        return HttpResponse(status=_STATUS[type(error)], content_type="text/plain")
    return HttpResponse(said, content_type="text/plain")


def _answer(request: HttpRequest, network: str) -> str:
    connector = services.network_that_pushes(network)
    answer = connector.handshake(params=request.GET.dict(), token=settings.SOCIAL_WEBHOOK_TOKENS.get(network, ""))
    if answer is None:
        raise NotSigned
    return answer


def _take(request: HttpRequest, network: str) -> str:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length[:20]) > settings.SOCIAL_WEBHOOK_MAX_BYTES:
        raise TooLarge  # before a byte of it is read
    headers = {name.lower(): value for name, value in request.headers.items()}
    services.accept(network=network, headers=headers, raw=request.body)
    return "kept"
