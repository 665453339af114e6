"""One message by the web form of each demo company, and the company's words above the form."""

from dataclasses import dataclass
from uuid import uuid4

from tenants.membership.models import Member
from tickets.portal import services as portal
from tickets.portal.services import Submission


@dataclass(frozen=True)
class Filled:
    """The words above the form by language, and what a customer wrote in it."""

    intro: dict[str, str]
    name: str
    email: str
    subject: str
    body: str
    language: str


FORMS = {
    "zaytuna": Filled(
        intro={
            "ar": "أخبرونا بما حدث، ورقم الطلب إن وُجد. يقرأ رسالتكم إنسان.",
            "en": "Tell us what happened, and the number of your order if you have it. A person reads it.",
            "he": "ספרו לנו מה קרה, ומה מספר ההזמנה אם יש. בן אדם קורא את זה.",
        },
        name="ريم العتيبي",
        email="reem@example.com",
        subject="قطعة ناقصة من الطاولة",
        body="السلام عليكم، وصلت الطاولة اليوم وتنقصها إحدى الأرجل. كيف أحصل عليها؟",
        language="ar",
    ),
    "tapuz": Filled(
        intro={
            "he": "ספרו לנו מה קרה. בן אדם קורא את זה ועונה.",
            "en": "Tell us what happened. A person reads it and answers.",
            "ar": "أخبرونا بما حدث. يقرأ رسالتكم إنسان ويردّ عليها.",
        },
        name="נועה פרידמן",
        email="noa@example.co.il",
        subject="המטען לא טוען",
        body="שלום, קניתי אצלכם מטען לפני שבוע והוא כבר לא טוען. אפשר להחליף?",
        language="he",
    ),
}


def fill_in(slug: str, *, by: Member) -> None:
    """Set the form of a demo company up and send it once. Nothing for a company that has none here."""
    filled = FORMS.get(slug)
    if filled is None:
        return
    portal.change(is_open=True, intro=filled.intro, consent={}, sites=[], team=None, by=by)
    portal.submit(
        submission=Submission(
            mark=uuid4(),
            name=filled.name,
            email=filled.email,
            subject=filled.subject,
            body=filled.body,
            language=filled.language,
        )
    )
