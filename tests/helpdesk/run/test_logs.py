"""The one stream of a desk: named lines, and no reader can stop the desk."""

import os

import pytest

from helpdesk.run import logs
from helpdesk.run.logs import Console


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "PATIENCE_MS", 10)


def test_each_line_begins_with_the_name_of_its_program() -> None:
    reader, writer = os.pipe()

    Console(writer)("web", "שלום")

    assert os.read(reader, 100).decode() == "web      | שלום\n"


def test_a_reader_that_stopped_does_not_stop_the_desk_and_is_told_what_it_missed() -> None:
    reader, writer = os.pipe()
    console = Console(writer)
    for number in range(2000):
        console("web", f"{number} {'x' * 100}")
    missed = console.dropped

    os.read(reader, 1 << 20)
    console("web", "again")

    assert missed > 500
    assert os.read(reader, 1000).decode() == f"… {missed} lines that nobody read were dropped\nweb      | again\n"


def test_a_line_longer_than_a_pipe_is_written_whole_to_who_reads(tmp_path: os.PathLike[str]) -> None:
    descriptor = os.open(os.path.join(tmp_path, "log"), os.O_RDWR | os.O_CREAT)

    Console(descriptor)("web", "x" * 200_000)

    assert os.fstat(descriptor).st_size == 200_000 + len("web      | \n")


def test_a_reader_that_left_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    Console(writer)("web", "anybody?")
