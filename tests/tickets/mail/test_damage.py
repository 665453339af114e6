"""Mails damaged in every way still become tickets, at the first try."""

import random

import pytest

from tenants.isolation.context import tenant_context
from tests.factories.mail import hand_over, write
from tests.factories.people import Desk
from tickets.mail import rates, services
from tickets.mail.models import Inbound

pytestmark = pytest.mark.django_db
NOURA = "نورة <n@example.com>"
ARABIC = write("وصلت الكنبة ممزقة\n\nفي 1 مايو كتب فلان:\n> أهلا", subject="الكنبة ممزقة", sender=NOURA)
FORMED = b"""From: =?utf-8?B?2YbZiNix2Kk=?= <n@example.com>
To: support@zaytuna.localhost
Subject: =?windows-1255?Q?=F9=EC?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=iso-8859-8-i
Content-Transfer-Encoding: quoted-printable

<p dir=3Drtl>=F9=EC=E5=ED</p>
--b
Content-Type: image/png
Content-Disposition: attachment; filename*=utf-8''%D9%86.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
"""
STRANGE = [b"\x00", b"\xff", b"\xed\xa0\x80", b"\r", b"\n\n", b"\x1b[31m", b"=", b"=?utf-8?B?", b"--b", b"<", b'"']


def _damaged(raw: bytes, chance: random.Random) -> bytes:
    mail = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(mail) + 1)
        match chance.randrange(4):
            case 0:
                mail[at:at] = chance.choice(STRANGE)
            case 1:
                del mail[at : at + chance.randint(1, 40)]
            case 2:
                mail[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                mail[at:at] = mail[chance.randrange(len(mail)) :][: chance.randint(1, 80)]
    return bytes(mail)


@pytest.mark.parametrize("whole", [ARABIC, FORMED], ids=["plain", "multipart"])
def test_no_damage_stops_a_mail(zaytuna: Desk, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MAX_TICKETS", 1000)
    chance = random.Random(20260501)
    damaged = {hand_over(zaytuna, _damaged(whole, chance)).pk for _ in range(120)}
    with tenant_context(zaytuna.tenant):
        while services.drain():
            continue
        done = Inbound.objects.filter(pk__in=damaged)
        assert [row.reason for row in done if (row.state, row.attempts) != ("done", 1)] == []
        assert all(row.message_id or row.outcome == "ignored" for row in done)
