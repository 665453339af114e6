"""Whose word counts: a server is believed in what is its own. What it says of others' counts until they say better."""

from urllib.parse import urlsplit

from social.accounts.models import SocialAccount


def may_tell_of(account: SocialAccount, key: str) -> bool:
    """What stands on the server of another account of ours, that server only tells."""
    if is_at_home(account, key):
        return True
    others = SocialAccount.objects.filter(network=account.network, status=SocialAccount.Status.ACTIVE)
    return place_of(key) not in {place_of(one) for one in others.values_list("base_url", flat=True)}


def is_at_home(account: SocialAccount, key: str) -> bool:
    """Whether it stands on the account's own server. A key without a server is the network's, and that is one."""
    return place_of(key) in ("", place_of(account.base_url))


def place_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # a bracket that is left open
        return ""
