"""Who wrote this mail: a person, or a machine that must not get an answer from ours."""

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from tickets.mail.rules.parse import ParsedMail
from tickets.mail.rules.signing import looks_like_ours


class Kind(StrEnum):
    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST = "list"
    LOOP = "loop"


@dataclass(frozen=True)
class Classification:
    """The kind, why, and whether an automatic answer may go out: never to machines, lists and who asked for none."""

    kind: Kind
    reason: str
    answerable: bool = False


_DAEMON = re.compile(r"(?:mailer-?daemon|mail-?daemon|double-bounce|microsoftexchange[0-9a-f]+)(?:@.*)?", re.IGNORECASE)
_NOT_DELIVERED = re.compile(
    r"undeliver|returned mail|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|system)"
    r"|failure notice|تعذر التسليم|لم يتم التسليم|לא ניתן (?:היה )?למסור|כשל במסירה",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"\s*(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|ooo|réponse automatique|automatische antwort"
    r"|respuesta automática|abwesenheitsnotiz|رد تلقائي|الرد التلقائي|رد آلي|מענה אוטומטי|תשובה אוטומטית"
    r"|הודעה אוטומטית)\s*[:\-–]",
    re.IGNORECASE,
)
_AUTO_HEADERS = (
    *("x-autoreply", "x-autorespond", "x-autoresponder", "auto-reply", "x-auto-reply-from", "x-mail-autoreply"),
    "x-vacation",
)


def classify(parsed: ParsedMail, own_addresses: Set[str], envelope_from: str | None = None) -> Classification:
    """What the mail is, by its own headers (RFC 3834, RFC 3464, lists, our loop mark).

    `own_addresses` are the tenant's mailboxes in lower case; `envelope_from` is the SMTP return path, "" or "<>" for
    the null one, None when unknown.
    """
    for kind, find in ((Kind.BOUNCE, _bounce), (Kind.LOOP, _loop), (Kind.AUTO_REPLY, _auto_reply), (Kind.LIST, _list)):
        if reason := find(parsed, own_addresses, envelope_from):
            return Classification(kind, reason)
    machine = _generated(parsed)
    return Classification(Kind.PERSON, machine or "nothing says otherwise", answerable=not machine)


def _bounce(mail: ParsedMail, own: Set[str], envelope_from: str | None) -> str:
    if mail.report and mail.report.action in ("failed", "delayed"):
        return f"delivery report: {mail.report.action}"
    if mail.report or mail.report_type in ("delivery-status", "feedback-report"):
        return "delivery report"
    if "x-failed-recipients" in mail.headers:
        return "failed recipients"
    if _DAEMON.fullmatch(mail.from_email):
        return "sent by a mail server"
    if _has_null_return_path(mail, envelope_from) and not _says_automatic(mail):
        return "null return path"
    if mail.from_email.partition("@")[0] in ("", "postmaster") and _NOT_DELIVERED.search(mail.subject):
        return "says that it was not delivered"
    return ""


def _loop(mail: ParsedMail, own: Set[str], envelope_from: str | None) -> str:
    for header in ("x-heard-loop", "x-loop"):
        if mail.headers.get(header, "").strip("<> ").lower() in own:
            return f"our own {header} header"
    if _without_plus(mail.from_email) in own or mail.from_email in own:
        return "sent from our own address"
    hosts = {address.rpartition("@")[2] for address in own}
    if looks_like_ours(mail.message_id) and mail.message_id.strip("<>").rpartition("@")[2].lower() in hosts:
        return "our own Message-ID"
    return ""


def _auto_reply(mail: ParsedMail, own: Set[str], envelope_from: str | None) -> str:
    submitted = _auto_submitted(mail)
    if submitted == "auto-replied" or (submitted and _is_answer(mail)):
        return f"auto-submitted: {submitted}"
    for header in _AUTO_HEADERS:
        if mail.headers.get(header, "no").lower() not in ("no", "none", "false", ""):
            return header
    if _precedence(mail) == "auto_reply":
        return "precedence: auto_reply"
    if mail.report_type == "disposition-notification":
        return "read receipt"
    if _AUTO_SUBJECT.match(mail.subject):
        return "subject of an automatic reply"
    return "null return path" if _has_null_return_path(mail, envelope_from) else ""


def _list(mail: ParsedMail, own: Set[str], envelope_from: str | None) -> str:
    if _is_own_list(mail, own):
        return ""
    for header in ("list-id", "list-post", "mailing-list", "x-mailing-list"):
        if mail.headers.get(header):
            return header
    if _precedence(mail) in ("bulk", "list", "junk"):
        return f"precedence: {_precedence(mail)}"
    return ""


def _generated(mail: ParsedMail) -> str:
    """Signs of a machine that speaks for a person, such as a contact form: heard, but never answered by a machine."""
    if submitted := _auto_submitted(mail):
        return f"auto-submitted: {submitted}"
    if re.search(r"\b(?:all|oof|autoreply)\b", mail.headers.get("x-auto-response-suppress", ""), re.IGNORECASE):
        return "x-auto-response-suppress"
    if "list-unsubscribe" in mail.headers:
        return "list-unsubscribe"
    return ""


def _auto_submitted(mail: ParsedMail) -> str:
    value = mail.headers.get("auto-submitted", "").partition(";")[0].partition("(")[0].strip().lower()
    return "" if value == "no" else value


def _says_automatic(mail: ParsedMail) -> bool:
    return bool(
        _auto_submitted(mail)
        or _AUTO_SUBJECT.match(mail.subject)
        or _precedence(mail) == "auto_reply"
        or mail.report_type == "disposition-notification"
        or any(header in mail.headers for header in _AUTO_HEADERS)
    )


def _has_null_return_path(mail: ParsedMail, envelope_from: str | None) -> bool:
    if envelope_from is not None:
        return envelope_from.strip() in ("", "<>")
    return mail.headers.get("return-path", "x").strip() == "<>"


def _is_answer(mail: ParsedMail) -> bool:
    return bool(mail.in_reply_to or mail.references)


def _precedence(mail: ParsedMail) -> str:
    return mail.headers.get("precedence", "").strip().lower()


def _is_own_list(mail: ParsedMail, own: Set[str]) -> bool:
    """A group address of the company that forwards its customers' mail to us (Google Groups, Microsoft 365)."""
    named = re.findall(r"<([^<>]+)>", mail.headers.get("list-id", "")) + re.findall(
        r"mailto:([^<>?\s]+)", mail.headers.get("list-post", "")
    )
    dotted = {address.replace("@", ".") for address in own}
    return any(name.lower() in own or name.lower() in dotted for name in named)


def _without_plus(address: str) -> str:
    box, _, host = address.partition("@")
    return f"{box.partition('+')[0]}@{host}"
