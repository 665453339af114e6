from helpdesk.lib.placeholders import Problems


class ShortcutTaken(Exception):
    """Another reply has this shortcut, perhaps an archived one."""


class Unfinished(Exception):
    """`languages` have a title without a text or a text without a title; none at all when nothing is written."""

    def __init__(self, languages: list[str]) -> None:
        super().__init__(", ".join(languages))
        self.languages = languages


class BadPlaceholders(Exception):
    """A text has places that nobody knows, or broken braces. `problems` by language."""

    def __init__(self, problems: dict[str, Problems]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems
