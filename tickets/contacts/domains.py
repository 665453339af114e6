"""Domains of customers that are companies: how they are written down, and which belong to everybody."""

import re

MOST = 50  # of one organization
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_FREE_MAIL = """
gmail.com googlemail.com ymail.com rocketmail.com icloud.com me.com mac.com msn.com passport.com proton.me
protonmail.com protonmail.ch pm.me tuta.com tuta.io tutanota.com tutanota.de tutamail.com fastmail.com fastmail.fm
hey.com duck.com zoho.com zohomail.com mail.com email.com usa.com post.com gmx.com web.de t-online.de freenet.de
posteo.de mailbox.org orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tin.it walla.co.il
walla.com bezeqint.net netvision.net.il 012.net.il 013.net nana10.co.il zahav.net.il inter.net.il mail.ru bk.ru
inbox.ru list.ru internet.ru rambler.ru ya.ru ukr.net i.ua seznam.cz wp.pl o2.pl onet.pl interia.pl qq.com
foxmail.com 163.com 126.com yeah.net sina.com sohu.com naver.com daum.net hanmail.net rediffmail.com maktoob.com
emirates.net.ae eim.ae batelco.com.bh qualitynet.net link.net tedata.net.eg mynet.com comcast.net verizon.net
att.net sbcglobal.net bellsouth.net cox.net charter.net btinternet.com sky.com uol.com.br bol.com.br mailinator.com
guerrillamail.com yopmail.com 10minutemail.com tempmail.com trashmail.com
"""
_FREE = frozenset(_FREE_MAIL.split())
_FAMILIES = {"yahoo", "hotmail", "outlook", "live", "aol", "gmx", "yandex", "windowslive"}  # in each country


def clean(value: str) -> str:
    """Lower-case and in ASCII, as mail servers write it, whatever was pasted around it. "" when it is no domain."""
    bare = value.strip().lower().rpartition("@")[2].removeprefix("https://").removeprefix("http://")
    bare = bare.partition("/")[0].removeprefix("www.").removesuffix(".")
    try:
        written = bare if bare.isascii() else bare.encode("idna").decode()
    except UnicodeError:
        return ""
    return written if _DOMAIN.fullmatch(written) else ""


def of(email: str) -> str:
    """The domain of an address; "" when it says nothing about where its owner works."""
    domain = clean(email) if "@" in email else ""
    return "" if is_free_mail(domain) else domain


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there."""
    family, _, country = domain.partition(".")
    return domain in _FREE or (family in _FAMILIES and re.fullmatch(r"(?:com?\.)?[a-z]{2,4}", country) is not None)
