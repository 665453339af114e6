"""Who wants to know when an account is connected, paused, let in again or removed. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from social.accounts.models import SocialAccount

Listener = Callable[[SocialAccount], None]
"""Called in the transaction of the change, with the account as it is now (its `status`, its `brand`)."""

listeners: Registry[Listener] = Registry("listener of social accounts")


def tell(account: SocialAccount) -> None:
    for _, listen in listeners:
        listen(account)
