"""The events process holds many idle listeners: what it loads is counted."""

import os
import subprocess
import sys

HEAVY = ("celery", "kombu", "rest_framework", "drf_spectacular", "allauth", "lxml", "nh3", "PIL", "babel", "requests")


def test_it_loads_no_mail_no_api_and_no_tasks() -> None:
    found = f"import helpdesk.events, sys; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", found],
        env={**os.environ, "SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "helpdesk.events_settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
