"""Whether words apologise. Feeling with somebody is not apologising: "I am sorry to hear that" admits nothing. Pure."""

from __future__ import annotations

from helpdesk.lib.phrases import Phrases, outermost, words
from helpdesk.lib.text import language

_APOLOGY = (
    *("sorry", "apolog*", "our mistake|fault|error", "we were wrong", "we got .. wrong", "forgive us", "excuse us"),
    *("mistake|fault|error is|was ours", "we let you down"),
    *(
        "أعتذر*|نعتذر*",
        "اعتذار*",
        "معذرة",
        "آسف|آسفة|آسفون|آسفين|متأسف*",
        "نأسف",
        "العذر منك*",
        "سامحينا|سامحنا|سامحونا",
    ),
    *("الخطأ|خطأ|التقصير منا|مني|عندنا", "الخطأ خطؤنا|خطأنا", "أخطأنا|أخطأت", "قصرنا"),
    *("סליחה", "מתנצל*", "התנצלות*", "מצטער*", "צר לי|לנו", "טעות|הטעות|תקלה|התקלה שלנו|אצלנו", "טעינו|טעיתי"),
    *("אשמתנו|באשמתנו", "האשמה עלינו", "לא היינו בסדר"),
    *("desole*", "excuses", "pardon", "lo siento", "disculp*", "entschuldig*"),
)
_EMPATHY = (
    *("sorry to hear|learn|read|see", "sorry that you feel|felt", "sorry you feel|felt", "sorry if"),
    *("sorry for your loss", "apologise|apologize|apologies if"),
    *("نأسف|آسف|آسفة|آسفون|متأسف* لسماع|لسماعنا|لشعورك*", "نأسف|آسف|آسفة|آسفون أن|لأنك .. تشعر*"),
    *("نأسف|آسف|آسفة|أعتذر|نعتذر إذا|لو", "نأسف|آسف|آسفة لخسارت*|لمصاب*"),
    *("מצטער*|צר לשמוע|לקרוא", "צר לי|לנו לשמוע|לקרוא", "מצטער* .. מרגיש*", "מצטער*|מתנצל*|סליחה אם", "צר לי|לנו אם"),
)
_APOLOGIES, _BOTH = Phrases(_APOLOGY), Phrases((*_APOLOGY, *_EMPATHY))
_READ = ("ar", "he", "en")


def apologises(text: str) -> bool:
    """Whether an apology stands in the text. Of a text in a script that we do not read, a person's word has to do."""
    said = words(text)
    felt = [(hit.first, hit.last) for hit in outermost(_BOTH.find(said)) if hit.phrase in _EMPATHY]
    if any(not any(a <= hit.first and hit.last <= b for a, b in felt) for hit in _APOLOGIES.find(said)):
        return True
    return language(text, "en") not in _READ
