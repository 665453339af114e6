"""The small drawings of a list, as SVG: fifty of each on a page, so they are written here and not in templates.

Everything that is put in is a number or a tone of ours, so nothing needs escaping.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from helpdesk.web.runway import GRID_MINUTES, NOW, Bar, Tone, position


class Vow(Protocol):
    """A promise on the axis: percent of its moment, and whether that has passed."""

    @property
    def percent(self) -> float: ...
    @property
    def is_broken(self) -> bool: ...


def runway(bar: Bar | None, vow: Vow | None = None) -> str:
    """The lines of the shared axis, the bar of a clock and a promise on them. Mirrored by CSS: it holds no text."""
    drawn = f"{_bar(bar) if bar else ''}{_line('now', NOW)}{_diamond(vow) if vow else ''}"
    return f'<svg class="runway" aria-hidden="true">{_grid()}{drawn}</svg>'


def _diamond(vow: Vow) -> str:
    look = "vow vow--broken" if vow.is_broken else "vow"
    path = f'<path class="{look}" d="M0 -6 6 0 0 6 -6 0z"/>'
    return f'<svg x="{vow.percent:.2f}%" y="50%" overflow="visible">{path}</svg>'


def fuse(bar: Bar | None, tone: str) -> str:
    """The share of time left. It burns down by itself over the seconds that remain."""
    if bar is None or tone == Tone.PAUSED:
        return '<span class="fuse fuse--paused"></span>'
    burn = f'<animate attributeName="width" from="{bar.left}%" to="0%" dur="{bar.seconds}s" fill="freeze"/>'
    return (
        f'<svg class="fuse fuse--{bar.tone}" aria-hidden="true">'
        f'<rect width="{bar.left}%" height="100%">{burn if bar.seconds else ""}</rect></svg>'
    )


@cache
def _grid() -> str:
    return "".join(_line("grid", position(minutes)) for minutes in GRID_MINUTES)


def _line(kind: str, x: float) -> str:
    return f'<line class="{kind}" x1="{x:.2f}%" x2="{x:.2f}%" y1="0" y2="100%"/>'


def _bar(bar: Bar) -> str:
    length = f'<rect class="bar" x="{bar.start:.2f}%" width="{bar.width:.2f}%" y="-2.5" height="5"/>'
    cap = '<rect class="cap" x="-1.5" y="-8" width="3" height="16"/>'
    middle = 'y="50%" overflow="visible"'
    return f'<g class="at-{bar.tone}"><svg {middle}>{length}</svg><svg x="{bar.cap:.2f}%" {middle}>{cap}</svg></g>'
