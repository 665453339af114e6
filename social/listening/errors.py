from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal
from social.listening.rules.terms import Problem

SAID: dict[Problem, str | Promise] = {
    Problem.EMPTY: gettext_lazy("Write a name."),
    Problem.TOO_LONG: gettext_lazy("At most 120 characters."),
    Problem.NO_LETTERS: gettext_lazy("A name has two letters or digits at least."),
    Problem.SPACES: gettext_lazy("This has spaces: make it a phrase."),
    Problem.SUFFIXES: gettext_lazy("Up to 8 endings of up to 8 letters each."),
    Problem.TWICE: gettext_lazy("This is here already."),
}


class ListenerNameTaken(Refusal):
    message = gettext_lazy("The brand has a listener of this name.")
    field = "name"


class NothingToHear(Refusal):
    message = gettext_lazy("Give it a name to listen for first.")
    field = "terms"


class ListenerInUse(Refusal):
    message = gettext_lazy("Mentions were found by it. Pause it instead.")


class TooManyTerms(Refusal):
    message = gettext_lazy("A listener has 200 terms at most.")
    field = "terms"


class TooManyInAll(Refusal):
    message = gettext_lazy("A company has 2,000 terms at most in all its listeners. Take some away first.")
    field = "terms"


class TooManyListening(Refusal):
    message = gettext_lazy("At most 100 listeners listen at a time. Pause one first.")


class BadTerms(Refusal):
    """`wrong` says what is wrong, by the place in the list."""

    field = "terms"

    def __init__(self, wrong: Mapping[int, Problem]) -> None:
        super().__init__(wrong)
        self.wrong = wrong

    def __str__(self) -> str:
        said = _("Term %(at)s: %(said)s")
        return " ".join(said % {"at": at + 1, "said": SAID[one]} for at, one in self.wrong.items())

    @property
    def message(self) -> str:  # type: ignore[override]
        return str(self)
