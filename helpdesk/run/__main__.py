"""python -m helpdesk.run VERB

serve            run the whole desk until Ctrl-C: this is `make run`
exec -- CMD...   run a command with the services of the desk up, joining those that run already
test -- ARGS...  run pytest with ARGS against a database of its own
platform         serve the operators' pages beside the running desk: this is `make platform`
operator ARGS... make an operator: this is `make operator`
roles            prepare a PostgreSQL of your own, with DATABASE_ADMIN_URL, and print the variables to set
"""

import os
import signal
import sys
from collections.abc import Sequence

from helpdesk.run.errors import RunError
from helpdesk.run.process import die_with_parent


def main(arguments: Sequence[str]) -> int:
    verb, *rest = arguments or ["help"]
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if "MAKELEVEL" in os.environ:
        die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        return _dispatch(verb, rest)
    except RunError as error:
        print(error, file=sys.stderr)
        return 1


def _dispatch(verb: str, rest: Sequence[str]) -> int:
    from helpdesk.run import commands, operators, prepare, serve

    if verb == "serve":
        return serve.serve()
    if verb == "platform":
        return operators.platform()
    if verb == "operator":
        return operators.operator(rest)
    if verb == "roles":
        return prepare.prepare()
    if verb == "exec" and rest:
        return commands.execute(rest)
    if verb == "test":
        return commands.test(rest)
    print(__doc__, end="")
    return 0 if verb in {"help", "--help", "-h"} else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
