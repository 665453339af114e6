class EffectFailed(Exception):
    """The effect did not happen. `permanent` means that no repeat can help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
