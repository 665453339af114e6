"""Whether words apologise. Feeling with somebody is not apologising: "I am sorry to hear that" admits nothing.

Nor is it one to thank for an apology, or to say that the other was wrong. Pure.
"""

from __future__ import annotations

from helpdesk.lib.phrases import Phrases, outermost, words
from helpdesk.lib.text import language

_REGRET = "نأسف|نتأسف|أتأسف|آسف|آسفة|آسفون|آسفين|متأسف*"
_APOLOGY = (
    *("sorry", "apolog*", "our mistake|fault|error", "we were wrong", "we got .. wrong", "forgive us", "excuse us"),
    *("mistake|fault|error is|was ours", "we let you down", "we|i made a .. mistake|error"),
    *("أعتذر*|نعتذر*", "اعتذار|اعتذاري|اعتذارنا|اعتذارات|اعتذاراتنا", "معذرة", _REGRET, "لا عذر لنا"),
    *("عذرا على|عن|منك*|لك|لكم|لهذا|لهذه|لما|لأننا|للتأخير|للخطأ|للإزعاج|جدا", "العذر منك*|والسموحة", "السموحة"),
    *("سامحينا|سامحنا|سامحونا", "اعذرينا|اعذرنا|اعذرونا|اعذريني|اعذرني|اعذروني", "حقك|حقكم علينا|عليّ"),
    *("الخطأ|خطأ|التقصير منا|مني|عندنا", "الخطأ خطؤنا|خطأنا", "أخطأنا", "أنا|أنني|بأنني أخطأت"),
    *("أخطأت بحقك|بحقكم|معك|معكم", "أخطأت في حقك|حقكم", "قصرنا"),
    *(
        "סליחה",
        "מתנצל*",
        "התנצלות|התנצלותי|התנצלותנו|התנצלויותינו",
        "להתנצל",
        "מצטער*",
        "צר לי|לנו",
        "סלחו|סלחי לנו|לי",
    ),
    *("טעות|הטעות|תקלה|התקלה שלנו|אצלנו", "טעינו|טעיתי", "אשמתנו|באשמתנו", "האשמה עלינו", "לא היינו בסדר"),
    *("desole*", "excuses", "pardon", "lo siento", "disculp*", "entschuldig*"),
)
_EMPATHY = (
    *("sorry to hear|learn|read|see", "sorry that you feel|felt", "sorry you feel|felt", "sorry if"),
    *("sorry for your loss", "apologise|apologize|apologies if"),
    *(f"{_REGRET} لسماع*|لشعورك*", f"{_REGRET} جدا|حقا|كثيرا|للغاية لسماع*", f"{_REGRET} أن|لأنك .. تشعر*"),
    *(f"{_REGRET}|أعتذر|نعتذر إذا|لو", f"{_REGRET} لخسارت*|لمصاب*", "من حقك|حقكم علينا|عليّ"),
    *("מצטער*|צר לשמוע|לקרוא", "צר לי|לנו לשמוע|לקרוא", "מצטער* .. מרגיש*", "מצטער*|מתנצל*|סליחה אם", "צר לי|לנו אם"),
    *("מצטער* מאוד|מאד|כל לשמוע|לקרוא", "מצטער* כל כך לשמוע|לקרוא", "צר לי|לנו מאוד|מאד|כל לשמוע|לקרוא"),
)
_OF_OTHERS = (
    *("your apology|apologies", "thanks|you for the apology|apologies", "for apologising|apologizing"),
    *("no|don't|not need|have to apologise|apologize", "no need to be sorry", "don't be sorry"),
    *("not our mistake|fault|error", "sorry but you made|gave|entered|typed|wrote|chose"),
    *("شكرا|جزيلا|لك|لكم|أشكرك|أشكركم|نشكرك|نشكركم على|عن الاعتذار", "قبلنا|نقبل|نقدر الاعتذار"),
    *("لا داعي|حاجة .. للاعتذار|الاعتذار", "ليس الخطأ|خطأ|التقصير منا|مني|عندنا"),
    *("תודה|רבה|לך|לכם על ההתנצלות", "התנצלות שלך|שלכם|שלכן", "צורך|סיבה להתנצל|התנצלות"),
    *("לא צריך|צריכה|צריכים|חייב* להתנצל", "לא טעות|תקלה שלנו|אצלנו", "סליחה אבל טעית|טעיתם|טעיתן|את|אתה|אתם"),
)
_APOLOGIES, _BOTH = Phrases(_APOLOGY), Phrases((*_APOLOGY, *_EMPATHY, *_OF_OTHERS))
_NO_APOLOGY = frozenset((*_EMPATHY, *_OF_OTHERS))
_READ = ("ar", "he", "en")


def apologises(text: str) -> bool:
    """Whether an apology stands in the text. Of a text in a script that we do not read, a person's word has to do."""
    said = words(text)
    felt = [(hit.first, hit.last) for hit in outermost(_BOTH.find(said)) if hit.phrase in _NO_APOLOGY]
    if any(not any(a <= hit.first and hit.last <= b for a, b in felt) for hit in _APOLOGIES.find(said)):
        return True
    return language(text, "en") not in _READ
