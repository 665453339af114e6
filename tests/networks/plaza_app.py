"""The fake networks: Plaza's API, a feed with ETag, and a control desk, as one ASGI app in one process.

`python -m tests.networks.plaza_app --port 4000` serves it. /control/<verb> (JSON) makes people say things.
"""

import argparse
import asyncio
import hashlib
import json
import urllib.request
from collections.abc import Callable
from email.utils import formatdate
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs

from tests.networks.plaza_state import PagePlace, Refusal, Said, State, gone, unknown, values

PUBLISHING = ("comments", "feed", "messages")
state = State()


class LostAnswer(Exception):
    """It was done, and nobody will hear of it."""


async def app(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    body = await _body(receive)
    try:
        status, headers, raw = await _answer(scope, body)
    except Refusal as refusal:
        error = {"code": refusal.code, "error_subcode": refusal.subcode, "message": refusal.said}
        status, headers, raw = refusal.status, {}, json.dumps({"error": error}).encode()
        if refusal.retry_after:
            headers = {"retry-after": str(refusal.retry_after)}
    except LostAnswer:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise
    found = [(name.encode(), value.encode()) for name, value in {"content-type": "application/json", **headers}.items()]
    await send({"type": "http.response.start", "status": status, "headers": found})
    await send({"type": "http.response.body", "body": raw})


async def _lifespan(receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Callable[[], Any]) -> bytes:
    raw, more = b"", True
    while more:
        message = await receive()
        raw, more = raw + message.get("body", b""), message.get("more_body", False)
    return raw


async def _answer(scope: dict[str, Any], body: bytes) -> tuple[int, dict[str, str], bytes]:
    path, method = scope["path"].strip("/"), scope["method"]
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    if path.startswith("control/"):
        return 200, {}, json.dumps(await _control(path.partition("/")[2], json.loads(body or b"{}"))).encode()
    if path == "feed.xml":
        return _feed(headers)
    fault = _fault(method, path)
    if fault == "garbled":
        return 200, {}, b"<html>not what you asked for"
    query = {name: found[0] for name, found in parse_qs(scope["query_string"].decode(), keep_blank_values=True).items()}
    form = {name: found[0] for name, found in parse_qs(body.decode(), keep_blank_values=True).items()}
    token = headers.get("authorization", "").removeprefix("Bearer ")
    found = _api(method, path.removeprefix("v1/").split("/"), token, query, form)
    if fault == "lost":
        raise LostAnswer
    return 200, {}, json.dumps(found).encode()


def _fault(method: str, path: str) -> str:
    """The fault that meets this call: the first that waits; a lost answer waits for something to be published."""
    for number, (kind, seconds) in enumerate(state.faults):
        if kind == "lost" and (method != "POST" or path.rpartition("/")[2] not in PUBLISHING):
            continue
        del state.faults[number]
        if kind == "busy":
            raise Refusal(429, 613, "Too many calls.", retry_after=seconds)
        if kind == "down":
            raise Refusal(503, 2, "Service temporarily unavailable.")
        return kind
    return ""


def _api(method: str, parts: list[str], token: str, query: dict[str, str], form: dict[str, str]) -> Any:
    if parts == ["oauth", "access_token"]:
        return {"access_token": _exchanged(form.get("code", ""))}
    page = state.page_of(token)
    return _VERBS[method](page, parts, query if method == "GET" else form)


def _get(page: PagePlace, parts: list[str], asked: dict[str, str]) -> Any:
    match parts:
        case ["me"]:
            return {**page.facts(), "characters": 2000, "scopes": ["pages_manage", "pages_messaging"]}
        case ["me", "published"]:
            return {"data": [_receipt(one) for one in state.published(page.id, asked.get("client_key", ""))]}
        case ["users", person]:
            return _person(person)
        case [one, "thread"]:
            return _thread(one)
        case [one]:
            said = state.there(one)
            return state.message(said, "add") if said.to else state.value(said)
    raise unknown()


def _post(page: PagePlace, parts: list[str], form: dict[str, str]) -> Any:
    match parts:
        case ["me", "messages"]:
            return _receipt(_written(page, form))
        case ["me", "feed"]:
            return _receipt(_spoken(page, "", form))
        case [under, "comments"]:
            return _receipt(_spoken(page, under, form))
    raise unknown()


def _delete(page: PagePlace, parts: list[str], asked: dict[str, str]) -> Any:
    if parts == ["me", "permissions"]:
        page.is_open = False
    else:
        state.take_back(parts[0])
    return {"success": True}


_VERBS: dict[str, Callable[..., Any]] = {"GET": _get, "POST": _post, "DELETE": _delete}


def _exchanged(code: str) -> str:
    if code not in state.codes:
        raise Refusal(400, 190, "The code is not valid.")
    return state.codes.pop(code)


def _receipt(said: Said) -> dict[str, Any]:
    link = "" if said.to else f"https://plaza.example/{said.id}"
    return {"id": said.id, "created_time": said.at, "permalink": link, "conversation": said.root}


def _spoken(page: PagePlace, under: str, form: dict[str, str]) -> Said:
    key = form.get("client_key", "")
    before = state.published(page.id, key) if key else []
    return before[0] if before else state.say(page.id, form["message"], page, under=under, key=key)


def _written(page: PagePlace, form: dict[str, str]) -> Said:
    key, recipient = form.get("client_key", ""), json.loads(form["recipient"])
    before = state.published(page.id, key) if key else []
    if before:
        return before[0]
    answered = recipient.get("mid") or recipient.get("comment_id")
    to = state.there(answered).by if answered else state.person(recipient.get("username", "")).id
    if "comment_id" not in recipient and not state.may_write(page, to):
        raise Refusal(400, 10, "This message is sent outside of the allowed window.", subcode=2018278)
    return state.write(page, to, json.loads(form["message"])["text"], key)


def _person(native_id: str) -> Any:
    if native_id not in state.people:
        raise gone()
    return state.people[native_id].facts()


def _thread(native_id: str) -> Any:
    root = state.there(native_id).root or native_id
    said = [one for one in state.said.values() if root in (one.id, one.root) and not one.is_gone and not one.to]
    return values(state, sorted(said, key=lambda one: one.at))


def _feed(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    raw = state.feed()
    tag = f'"{hashlib.sha256(raw).hexdigest()[:16]}"'
    known = {"etag": tag, "content-type": "application/rss+xml"}
    return (304, known, b"") if headers.get("if-none-match") == tag else (200, known, raw)


async def _control(verb: str, asked: dict[str, Any]) -> Any:
    if verb == "push":
        return await asyncio.to_thread(_push, **asked)
    return _CONTROLS[verb](**asked)


def _reset() -> dict[str, str]:
    state.__dict__.update(State().__dict__)
    return {"secret": state.secret, "token": state.token}


def _open(username: str, name: str, webhook: str = "", secret: str = "", token: str = "") -> dict[str, str]:
    page = state.page(username, name, webhook)
    state.secret, state.token = secret or state.secret, token or state.token
    return {"id": page.id, "token": page.token, "username": page.username}


def _say(page: str, text: str, by: str, name: str = "", followers: int = 40, **how: Any) -> str:
    """`by` is somebody's name there, or the page's id for what its people say in the network's own app."""
    person = state.people[page] if by == page else state.person(by, name, followers)
    return state.say(page, text, person, **how).id


def _shut(page: str) -> None:
    person = state.people[page]
    if isinstance(person, PagePlace):
        person.is_open = False


def _item(title: str, description: str, link: str) -> None:
    date = formatdate(state.now(), usegmt=True)
    state.items.append({"title": title, "description": description, "link": link, "guid": link, "pubDate": date})


def _allow(page: str, code: str) -> None:
    person = state.people[page]
    if isinstance(person, PagePlace):
        state.codes[code] = person.token


def _deliveries(**how: Any) -> list[tuple[dict[str, str], str]]:
    return [(state.signed(raw), raw.decode()) for raw in state.batches(**how)]


def _push(url: str, **how: Any) -> list[int]:
    """Hand everything that waits to the desk. Returns the status of each delivery."""
    return [_posted(url, raw) for raw in state.batches(**how)]


def _posted(url: str, raw: bytes) -> int:
    request = urllib.request.Request(url, raw, state.signed(raw))
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


_CONTROLS: dict[str, Callable[..., Any]] = {
    "reset": _reset,
    "page": _open,
    "say": _say,
    "edit": lambda id, text: state.edit(id, text),
    "take_back": lambda id: state.take_back(id),
    "published": lambda page: [one.text for one in state.published(page)],
    "fault": lambda kind, seconds=0: state.faults.append((kind, seconds)),
    "shut": _shut,
    "allow": _allow,
    "item": _item,
    "deliveries": _deliveries,
}


def main() -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    Server(
        "tests.networks.plaza_app:app",
        address="127.0.0.1",
        port=parser.parse_args().port,
        interface=Interfaces.ASGI,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main()
