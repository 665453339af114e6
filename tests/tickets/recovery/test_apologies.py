"""Which words apologise, in three languages. To feel with somebody is another thing."""

import pytest

from tickets.recovery.apologies import apologises


@pytest.mark.parametrize(
    "text",
    [
        "We are sorry, the mistake is ours.",
        "I apologise for the torn sofa.",
        "Our fault, and we put it right.",
        "I am sorry to hear that. We apologise: the wrong one was packed.",
        "أعتذر لكِ: الخطأ منّا.",
        "لو كنتُ مكانكِ لانزعجتُ مثلكِ. نعتذر عن التأخير.",
        "نأسف على ما حدث",
        "סליחה, הטעות שלנו",
        "אנחנו מתנצלים על העיכוב",
        "צר לנו על התקלה",
        "Nous sommes désolés, c'est notre erreur.",
        "Извините нас, пожалуйста.",
        "عذرًا على التأخير",
        "نعتذر منك، لك العذر والسموحة",
        "العذر والسموحة",
        "السموحة منك",
        "حقك علينا",
        "حقّك عليّ يا نورة",
        "اعذرينا يا نورة",
        "نتأسف على التأخير",
        "أتأسف لك عمّا حدث",
        "أخطأت في حقك، ولن يتكرر هذا",
        "نأسف لسماع ذلك، والخطأ منّا",
        "شكرًا على صبرك، ونكرر اعتذارنا",
        "سلامتك، لا عذر لنا",
        "תודה על הסבלנות, וסליחה על העיכוב",
        "אנחנו רוצים להתנצל על מה שקרה",
        "צר לנו לשמוע. הטעות שלנו, ונתקן אותה",
        "סלחו לנו על ההמתנה",
        "We made a mistake with your order.",
        "Thank you for your patience, and our apologies.",
        "Please accept our apologies.",
        "We need to apologise to you.",
    ],
)
def test_an_apology_is_recognised(text: str) -> None:
    assert apologises(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry to hear that.",
        "I'm so sorry that you feel this way.",
        "We are sorry if this caused any trouble.",
        "I would feel the same in your place.",
        "Thank you for letting us know, a new one leaves today.",
        "نأسف لسماع ذلك",
        "لو كنتُ مكانكِ لانزعجتُ مثلكِ.",
        "نعتذر إذا أزعجك ذلك",
        "מצטערת לשמוע",
        "צר לי לשמוע על זה",
        "אנחנו מצטערים שאתם מרגישים כך",
        "סליחה אם נפגעת",
        "يبدو أنك أخطأت في العنوان",
        "لقد أخطأت في رقم الطلب",
        "آسفين لسماع ذلك",
        "آسفون جدًا لسماع ما حدث",
        "نتأسف لسماع ذلك",
        "شكرًا على اعتذارك",
        "شكرًا لك على الاعتذار",
        "لا داعي للاعتذار",
        "من حقك علينا أن نوضح ذلك",
        "ليس الخطأ منا",
        "هل عندك عذر؟",
        "צר לנו לשמוע",
        "צר לנו מאוד לשמוע",
        "תודה על ההתנצלות",
        "תודה רבה על ההתנצלות שלך",
        "אין צורך להתנצל",
        "נראה שטעית בכתובת",
        "סליחה, אבל טעית בכתובת",
        "זו לא טעות שלנו",
        "We are very sorry to hear about this.",
        "Thanks for your apology.",
        "Thank you for the apology, it is kind of you.",
        "No need to apologise.",
        "It seems that you made a mistake in the address.",
        "Sorry, but you gave another address.",
        "This was not our fault.",
        "",
    ],
)
def test_empathy_and_courtesy_are_no_apology(text: str) -> None:
    assert not apologises(text)
