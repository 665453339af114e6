"""Lets `manage.py` in another shell work on the desk that runs."""

import os
import sys
from collections.abc import Sequence

from helpdesk.run import state
from helpdesk.run.folder import DataFolder

NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "compile_po",
    "findstatic",
    "help",
    "lintmigrations",
    "makemessages",
    "makemigrations",
    "version",
}


def lend_environment(arguments: Sequence[str]) -> None:
    """Take over the environment of the running desk, unless a database is given.

    Ends the program with one sentence when the desk does not run and the command needs it.
    """
    if os.environ.get("DATABASE_URL"):
        return
    if found := state.running(DataFolder.from_env()):
        os.environ.update(found.env)
        return
    command = next(iter(arguments[1:]), "help")
    if command not in NEED_NO_DATABASE and not {"-h", "--help", "--version"} & set(arguments):
        print("The desk is not running: start it with `make run`.", file=sys.stderr)
        sys.exit(1)
