"""How the words of a post are shown."""

from social.square import rules


def test_a_handle_that_was_found_goes_with_its_at() -> None:
    found = rules.pieces("@zaytuna_home الكنبة", [["zaytuna_home", 1, 13]])
    assert [(piece.text, piece.is_name, piece.is_handle) for piece in found] == [
        ("@zaytuna_home", True, True),
        (" الكنبة", False, False),
    ]
