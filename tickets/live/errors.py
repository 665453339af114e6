class Refused(Exception):
    """No stream for this asker. `status` is what the door answers."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status
