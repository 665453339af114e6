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
        "",
    ],
)
def test_empathy_and_courtesy_are_no_apology(text: str) -> None:
    assert not apologises(text)
