"""Tags of the kit: icons, form fields, time said and drawn."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from helpdesk.lib.placeholders import BRACES
from helpdesk.lib.text import HANDLE
from helpdesk.web import clock, drawing, runway, translated
from helpdesk.web.runway import Bar

register = template.Library()

_HANDLE = re.compile(HANDLE)
LTR_INPUTS = frozenset({"email", "url", "number", "password", "tel", "date", "time"})


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """A symbol of the sprite; `look` is any of: s (small), l (large), turn (points with the text)."""
    return _icon(name, look)


@register.simple_tag
def dot() -> SafeString:
    """Between two facts of one line. A space that is drawn: at the end of a line it is gone, and its dot with it."""
    return SafeString('<span class="sep"> </span>')


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, after: str = "", small: bool = False, hide_label: bool = False, plain: bool = False
) -> dict[str, object]:
    """One form field with label, help and errors, in the direction its content needs; `plain`: not called optional."""
    widget = bound.field.widget
    attrs: dict[str, str | bool] = {}
    if not isinstance(widget, CheckboxInput | RadioSelect | FileInput):
        attrs["class"] = "inp inp--s" if small else "inp"
    if not isinstance(widget, Select | CheckboxInput | RadioSelect | FileInput) and "dir" not in widget.attrs:
        attrs["dir"] = "ltr" if getattr(widget, "input_type", "text") in LTR_INPUTS else "auto"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "after": after,
        "kind": _kind(bound),
        "hide_label": hide_label,
        "plain": plain,
    }


@register.inclusion_tag("components/language_tabs.html")
def language_tabs(form: BaseForm, *names: str) -> dict[str, object]:
    """The fields `<name>_<language>` of a form in one tab per language: `{% language_tabs form "title" "body" %}`.

    The first tab in which something is wrong is open, else the first.
    """
    tabs = translated.tabs(form, names)
    wrong = [tab.code for tab in tabs if tab.has_errors]
    chosen = (wrong or [tab.code for tab in tabs] or [""])[0]
    return {"tabs": tabs, "chosen": chosen, "name": form[f"{names[0]}_{chosen}"].auto_id if chosen else names[0]}


@register.filter
def places(words: str) -> SafeString:
    """Words in which `{{name}}` reads from left to right, in Arabic and Hebrew too."""
    return SafeString(BRACES.sub(r'<bdi dir="ltr">\g<0></bdi>', conditional_escape(words)))


@register.filter
def said(words: str) -> SafeString:
    """A person's words in one line, their handles set apart: in `dir="auto"` the first other letter tells direction."""
    return SafeString(_HANDLE.sub(r'<bdi dir="ltr">\g<0></bdi>', conditional_escape(words)))


@register.filter
def initials(name: str) -> str:
    """`LH` for Lina Haddad; one letter in Arabic and Hebrew, where two do not stand for a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = [words[0][0]] if len(words) == 1 or not words[0][0].isascii() else [words[0][0], words[-1][0]]
    return "".join(letters).upper()


@register.filter
def duration(minutes: float) -> SafeString:
    """`22 min`, `1:28 h`."""
    return clock.duration(minutes)


@register.filter
def moment(at: datetime) -> str:
    """`14:32` today, `Tue 14:32` this week, `9 Nov` else."""
    return clock.moment(at)


@register.filter
def fullmoment(at: datetime) -> str:
    """Weekday, date and time."""
    return clock.full(at)


@register.filter
def clockday(at: datetime) -> str:
    """`Sun 22 Nov`."""
    return clock.day(at)


@register.simple_tag
def axis(minutes: int, rtl: bool = False) -> float:
    """Percent of a moment on the inbox axis, mirrored for text."""
    return runway.mirror(runway.position(minutes), rtl=rtl)


@register.simple_tag(name="runway")
def runway_of(bar: Bar | None = None, vow: drawing.Vow | None = None) -> SafeString:
    """One row's part of the shared axis: its lines, the bar of its clock, and the diamond of a promise."""
    return SafeString(drawing.runway(bar, vow))


@register.simple_tag
def fuse(bar: Bar | None, tone: str = "") -> SafeString:
    """The same clock where there is no room for an axis."""
    return SafeString(drawing.fuse(bar, tone))


@register.filter
def capped(count: int) -> str:
    """A counter that stops at 99+."""
    return "99+" if count > 99 else str(count)


@cache
def _icon(name: str, look: str) -> SafeString:
    classes = " ".join(["ic", *(f"ic--{part}" for part in look.split())])
    sprite = static("img/icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', classes, sprite, name)


def _kind(bound: BoundField) -> str:
    if isinstance(bound.field.widget, FileInput):
        return "files"
    if isinstance(bound.field.widget, CheckboxInput):
        return "check"
    if isinstance(bound.field.widget, CheckboxSelectMultiple):
        return "checks"
    return "radio" if isinstance(bound.field.widget, RadioSelect) else "input"
