"""The last line of a start: where to go and how to sign in."""

from helpdesk.run.desk import Desk
from helpdesk.run.folder import DataFolder


def welcome(folder: DataFolder, desk: Desk) -> str:
    where = f"Heard is ready: {desk.platform_url}"
    if not desk.demo:
        return f"{where} · sign up there, or sign in at your company's address"
    return f"{where} · demo desks, e-mails and passwords: .venv/bin/python manage.py demo"
