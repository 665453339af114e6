"""How a company lets us in: at its own server, which makes us known to itself first."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from social.connectors.errors import Code, NetworkError
from social.connectors.mastodon import length
from social.connectors.mastodon.client import Server, clean_base_url
from social.connectors.mastodon.entities import BAD, whole_handle, whole_id
from social.connectors.protocol import AccountRef, Connected

SCOPES: Final = "read:accounts read:notifications read:search read:statuses write:statuses"


def authorize_url(base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
    """Raises NetworkError."""
    base_url = clean_base_url(base_url)
    asked = {"client_name": "Heard", "redirect_uris": redirect_uri, "scopes": SCOPES}
    app = Server(base_url).post("/api/v1/apps", asked)
    try:
        kept = {"client_id": str(app["client_id"]), "client_secret": str(app["client_secret"])}
    except BAD as error:
        raise NetworkError(Code.MALFORMED, f"not a Mastodon server: {base_url}") from error
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": kept["client_id"],
            "redirect_uri": redirect_uri,
            "scope": SCOPES,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
    )
    return f"{base_url}/oauth/authorize?{query}", {**kept, "verifier": verifier, "redirect_uri": redirect_uri}


def connect(base_url: str, params: Mapping[str, str]) -> Connected:
    """By `token`, or by `code` with what authorize_url gave. Raises NetworkError."""
    base_url = clean_base_url(base_url)
    if params.get("token"):
        keys, scopes = {"token": _plain(params["token"])}, ""
    else:
        keys, scopes = _exchange(base_url, params)
    server = Server(base_url, keys["token"])
    found = server.get("/api/v1/accounts/verify_credentials")
    domain, limits = _of_instance(server)
    try:
        here = AccountRef("mastodon", base_url, handle=f"@{domain}")
        return Connected(
            native_id=whole_id(found["id"], base_url),
            handle=whole_handle(found["acct"], here),
            name=str(found.get("display_name") or found["acct"]),
            base_url=base_url,
            keys=keys,
            scopes=scopes.split(),
            limits=limits,
        )
    except BAD as error:
        raise NetworkError(Code.MALFORMED, f"not a Mastodon server: {base_url}") from error


def revoke(account: AccountRef) -> None:
    """Ends the token at its server; one that was pasted can only be ended by whoever made it. Raises NetworkError."""
    form = {name: account.keys.get(name, "") for name in ("client_id", "client_secret", "token")}
    if all(form.values()):
        Server(account.base_url).post("/oauth/revoke", form)


def _exchange(base_url: str, params: Mapping[str, str]) -> tuple[dict[str, str], str]:
    try:
        client = {name: params[name] for name in ("client_id", "client_secret")}
        asked = {"code": params["code"], "redirect_uri": params["redirect_uri"], "code_verifier": params["verifier"]}
    except KeyError as error:
        raise NetworkError(Code.AUTH_EXPIRED, f"no {error.args[0]}") from error
    form = {"grant_type": "authorization_code", "scope": SCOPES, **client, **asked}
    found = Server(base_url).post("/oauth/token", form)
    try:
        return {"token": str(found["access_token"]), **client}, str(found.get("scope") or "")
    except BAD as error:
        raise NetworkError(Code.MALFORMED, "a token that is none") from error


def _plain(token: str) -> str:
    if not token.strip().isascii() or len(token.split()) != 1:
        raise NetworkError(Code.AUTH_EXPIRED, "this is not a token")
    return token.strip()


def _of_instance(server: Server) -> tuple[str, dict[str, int]]:
    """The name a server's people carry, and how long their posts may be; servers before 4.0 answer at the old place."""
    try:
        found = server.get("/api/v2/instance")
    except NetworkError as error:
        if error.code != Code.TARGET_GONE:
            raise
        found = server.get("/api/v1/instance")
    try:
        domain = str(found.get("domain") or found["uri"]).rpartition("//")[2].strip("/")
        said = (found.get("configuration") or {}).get("statuses") or {}
        characters = said.get("max_characters") or found.get("max_toot_chars")
        return domain, _limits(characters, said.get("characters_reserved_per_url"))
    except BAD as error:
        raise NetworkError(Code.MALFORMED, "a server that does not say what it is") from error


def _limits(characters: Any, url: Any) -> dict[str, int]:
    return {"characters": int(characters or length.CHARACTERS), "url": int(url or length.URL)}
