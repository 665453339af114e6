"""What a verb is called for people. Filled by the admin's tables of contents; a verb without words shows itself."""

from django.utils.functional import Promise

from helpdesk.lib.registry import Registry

words: Registry[str | Promise] = Registry("words for a verb")


def word(verb: str) -> str:
    return str(words.get(verb)) if verb in words else verb
