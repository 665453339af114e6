class RunError(Exception):
    """Something the person at the keyboard can mend; the message is one sentence and says how."""


class Stopped(Exception):
    """A signal asked the supervisor to stop while it was waiting for something."""
