"""The tree of a MIME message, within limits, as its leaves in order of reading."""

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tickets.mail.rules.headers import Headers, parameters, split_head

MAX_PARTS: Final = 200
MAX_DEPTH: Final = 20

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")


@dataclass
class Part:
    """One entity: a container with children, or a leaf with its decoded bytes."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str
    content: bytes = b""
    children: list["Part"] = field(default_factory=list)

    def leaves(self) -> Iterator["Part"]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


class Reader:
    """Reads one message; counts its parts and collects what was cut."""

    def __init__(self) -> None:
        self.parts = 0
        self.charset = ""  # of the mail as a whole: a hint for file names in 8 bits
        self.warnings: list[str] = []

    def warn(self, warning: str) -> None:
        if warning and warning not in self.warnings:
            self.warnings.append(warning)

    def read(self, raw: bytes, depth: int = 0, default: str = "text/plain") -> Part:
        """The entity in these bytes, header block and body."""
        self.parts += 1
        headers, body = split_head(raw)
        part = _described(headers, default, self.charset)
        self.charset = self.charset or part.parameters.get("charset", "")
        if part.media_type.startswith("multipart/"):
            part.children = self._children(part, body, depth)
            if part.children:
                return part
            part.media_type = "text/plain"
        part.content = self._decoded(headers, body)
        return part

    def _children(self, part: Part, body: bytes, depth: int) -> list[Part]:
        if depth >= MAX_DEPTH:
            self.warn("too-deep")
            return []
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        children = []
        for raw in _split(body, part.parameters.get("boundary", "")):
            if self.parts >= MAX_PARTS:
                self.warn("too-many-parts")
                break
            children.append(self.read(raw, depth + 1, default))
        if not children:
            self.warn("no-parts")
        return children

    def _decoded(self, headers: Headers, body: bytes) -> bytes:
        encoding = headers.get("content-transfer-encoding", [b""])[0].split(b";")[0].strip(b" \t\r\n\"'").lower()
        if encoding == b"quoted-printable":
            return a2b_qp(body)
        if encoding == b"base64":
            return self._base64(body)
        if encoding in (b"x-uuencode", b"uuencode", b"x-uue"):
            return _uudecoded(body)
        return body

    def _base64(self, body: bytes) -> bytes:
        if len(_NOT_BASE64.findall(body[:5000])) > len(body[:5000]) // 20:
            self.warn("not-base64")
            return body
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        try:
            return a2b_base64(letters + b"=" * (-len(letters) % 4))
        except Error:
            self.warn("not-base64")
            return body


def _described(headers: Headers, default: str, charset: str) -> Part:
    media_type, given = parameters(headers.get("content-type", [b""])[0], charset)
    disposition, more = parameters(headers.get("content-disposition", [b""])[0], charset)
    if media_type in ("text", "plain", "html"):
        media_type = "text/html" if media_type == "html" else "text/plain"
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = default if not media_type or "attachment" not in disposition else "application/octet-stream"
    file_name = more.get("filename", "") or given.get("name", "")
    return Part(headers, media_type, given, disposition.partition(" ")[0], file_name)


def _split(body: bytes, boundary: str) -> Iterator[bytes]:
    """The raw parts between the delimiter lines; a missing last delimiter is forgiven, a missing name guessed."""
    mark = boundary.rstrip().encode("latin-1", "replace")
    if not mark or b"--" + mark not in body:
        first = re.match(rb"\s{0,1000}--([^\r\n]{1,200}?)[ \t]*\r?\n", body)
        if first is None:
            return
        mark = first[1]
    delimiter = re.compile(rb"(?:\A|\n)--" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    start = -1
    for match in delimiter.finditer(body):
        if start >= 0:
            yield _between(body, start, match.start())
        start = match.end()
        if match[1]:
            return
    if start >= 0:
        yield _between(body, start, len(body))


def _between(body: bytes, start: int, end: int) -> bytes:
    start += 2 if body[start : start + 2] == b"\r\n" else 1
    return body[start : end - 1 if body[end - 1 : end] == b"\r" else end]


def _uudecoded(body: bytes) -> bytes:
    decoded = []
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            decoded.append(a2b_uu(line))
        except Error:
            break
    return b"".join(decoded)
