"""What we say by default when we give something, in the customer's language. Nobody is taken for a man or a woman.

`{{amount}}` and `{{code}}` are filled in when it is given: somebody who decides may give less than was asked for. No
Arabic sentence ends with the sum: «ر.س.» brings a full stop of its own.
"""

from __future__ import annotations

from helpdesk.lib import placeholders
from helpdesk.lib.text import isolate
from tickets.recovery.models import Kind

_WORDS: dict[str, dict[str, str]] = {
    "ar": {
        Kind.REFUND: "{name}مبلغ {{{{amount}}}} في طريقه إليك.",
        Kind.CREDIT: "{name}أضفنا {{{{amount}}}} إلى رصيدك لدينا.",
        Kind.VOUCHER: "{name}قسيمة منّا بقيمة {{{{amount}}}} رمزها {{{{code}}}}، وتُستعمل مرّة واحدة.",
        Kind.GIFT: "{name}هدية منّا في الطريق إليك.",
        Kind.FREE: "{name}هذه الخدمة على حسابنا.",
    },
    "he": {
        Kind.REFUND: "{name}אנחנו מחזירים לך {{{{amount}}}}.",
        Kind.CREDIT: "{name}הוספנו {{{{amount}}}} לזכותך אצלנו.",
        Kind.VOUCHER: "{name}הנה שובר מאיתנו על סך {{{{amount}}}}. הקוד הוא {{{{code}}}}, לשימוש חד־פעמי.",
        Kind.GIFT: "{name}מתנה מאיתנו בדרך אליך.",
        Kind.FREE: "{name}השירות הזה עלינו.",
    },
    "en": {
        Kind.REFUND: "{name}we are refunding you {{{{amount}}}}.",
        Kind.CREDIT: "{name}we have added {{{{amount}}}} to your balance with us.",
        Kind.VOUCHER: "{name}here is a voucher for {{{{amount}}}} from us. Its code is {{{{code}}}}; it works once.",
        Kind.GIFT: "{name}a gift from us is on its way to you.",
        Kind.FREE: "{name}this service is on us.",
    },
}
PLACES = ("amount", "code")


def by_default(kind: str, language: str, name: str = "") -> str:
    """Words to begin with, with their places still open."""
    code = language.partition("-")[0]
    said = _WORDS.get(code, _WORDS["en"])[kind]
    comma = "، " if code == "ar" else ", "
    text = said.format(name=f"{name}{comma}" if name else "")
    return text[:1].upper() + text[1:]


def unknown(text: str, kind: str) -> list[str]:
    """Places that nobody will fill in when this kind is given, as they stand in the text."""
    wrong = placeholders.problems(text, PLACES if kind == Kind.VOUCHER else PLACES[:1])
    return [*(f"{{{{{name}}}}}" for name in wrong.unknown), *wrong.broken]


def filled(text: str, *, amount: str, code: str) -> str:
    """With the sum and the code. A code that the words forget stands below them: without it nothing was given."""
    values = {"amount": isolate(amount), "code": isolate(code) if code else ""}
    said = placeholders.fill(text, values).text.strip()
    return said if not code or code in said else f"{said}\n\n{code}".strip()
