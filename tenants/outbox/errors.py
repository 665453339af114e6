from datetime import timedelta


class EffectFailed(Exception):
    """The effect did not happen. `permanent` means that no repeat can help, `after` that none helps before."""

    def __init__(self, reason: str, *, permanent: bool = False, after: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.after = after
