"""What we say by default when we invite somebody from a public place and when we close there, in his language.

None of it tells a man from a woman, names an amount or holds an address: everybody reads it. They are a start for the
agent, who may write his own.
"""

_INVITATION = {
    "ar": "{name}شكرًا على إخبارنا. نريد حلّ الأمر معك، ونرجو مراسلتنا بالتفاصيل على الخاص. وسنعود إلى هنا حين يُحَلّ.",
    "he": "{name}תודה שסיפרת לנו. חשוב לנו לפתור את זה, ואת הפרטים נשמח לקבל בהודעה פרטית. כשזה ייפתר נעדכן גם כאן.",
    "en": "{name}thank you for telling us. We want to put this right: please write to us in a private message. "
    "We will come back here when it is solved.",
}
_INVITATION_BY_LINK = {
    "ar": "{name}شكرًا على إخبارنا. نريد حلّ الأمر معك: ستصلك منّا رسالة خاصة فيها رابط صفحة لمتابعته. "
    "وسنعود إلى هنا حين يُحَلّ.",
    "he": "{name}תודה שסיפרת לנו. חשוב לנו לפתור את זה: בדרך אליך הודעה פרטית מאיתנו, עם קישור לדף אישי. "
    "כשזה ייפתר נעדכן גם כאן.",
    "en": "{name}thank you for telling us. We want to put this right: a private message from us, with a page for this "
    "matter, is on its way to you. We will come back here when it is solved.",
}
_LETTER = {
    "ar": "{name}هذه صفحة خاصة بهذا الأمر، لا تُفتح إلا بالرابط أدناه. "
    "يمكنك الكتابة إلينا فيها، أو هنا في الرسائل الخاصة.",
    "he": "{name}פתחנו דף אישי לפנייה הזאת, והוא נפתח רק דרך הקישור הזה. אפשר לכתוב לנו שם, או כאן בהודעה פרטית.",
    "en": "{name}this is a private page for this matter, which only the link below opens. Write to us there, or here "
    "in private.",
}
_CLOSING = {
    "ar": "{name}حُلّ الأمر. شكرًا على صبرك وعلى إخبارنا.",
    "he": "{name}העניין נפתר. תודה על הסבלנות ועל הפנייה אלינו.",
    "en": "{name}this is solved. Thank you for your patience and for telling us.",
}


def invitation(language: str, name: str = "") -> str:
    """To write to us in private."""
    return _said(_INVITATION, language, name)


def invitation_by_link(language: str, name: str = "") -> str:
    """To look for our direct message."""
    return _said(_INVITATION_BY_LINK, language, name)


def letter(language: str, name: str = "") -> str:
    """What stands above the private link in our direct message."""
    return _said(_LETTER, language, name)


def closing(language: str, name: str = "") -> str:
    return _said(_CLOSING, language, name)


def _said(words: dict[str, str], language: str, name: str) -> str:
    code = language.partition("-")[0]
    said = words.get(code, words["en"])
    comma = "، " if code == "ar" else ", "
    text = said.format(name=f"{name}{comma}" if name else "")
    return text[:1].upper() + text[1:]
