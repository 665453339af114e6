from helpdesk.web import drawing, runway


def test_a_row_shows_the_shared_lines_even_without_a_clock() -> None:
    empty = drawing.runway(None)
    assert empty.count('class="grid"') == 5
    assert 'class="now" x1="27.00%"' in empty
    assert "at-" not in empty


def test_a_late_bar_is_red_and_ends_at_now() -> None:
    late = drawing.runway(runway.bar(-12, goal=60, risk=15))
    assert 'class="at-late"' in late
    assert 'x="20.88%" width="6.12%"' in late


def test_a_fuse_burns_over_the_seconds_that_are_left() -> None:
    assert 'dur="1320s"' in drawing.fuse(runway.bar(22, goal=60, risk=15), "ok")
    assert "animate" not in drawing.fuse(runway.bar(-5, goal=60, risk=15), "late")


def test_where_nobody_waits_the_fuse_is_dotted() -> None:
    assert "fuse--paused" in drawing.fuse(None, "paused")
