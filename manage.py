#!/usr/bin/env python
"""Django's command line, with the environment of the desk that runs in this folder."""

import os
import sys

from helpdesk.run.shell import lend_environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    lend_environment(sys.argv)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
