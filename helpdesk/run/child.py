"""python -m helpdesk.run.child MODULE ARGS...: run a Python program none of whose forks outlives its parent.

The kernel's tie between a child and its parent is not inherited over fork. Celery's pool and granian's workers
are forks, so every fork here ties itself to the process that made it.
"""

import multiprocessing
import os
import runpy
import sys

from helpdesk.run.process import die_with_parent


class Forks:
    """Remembers who forks, so that the child sees when that process died in between."""

    parent = 0

    @classmethod
    def before(cls) -> None:
        cls.parent = os.getpid()

    @classmethod
    def after_in_child(cls) -> None:
        die_with_parent(cls.parent)


def main() -> None:
    os.register_at_fork(before=Forks.before, after_in_child=Forks.after_in_child)
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
