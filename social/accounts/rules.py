"""What of a network's abilities decides how it is connected. Values in, values out."""

from social.connectors.protocol import Abilities, Stream


def by_address(can: Abilities) -> bool:
    """A feed: everybody may read it, so that there is no key to ask for."""
    return Stream.FEED in can.streams


def address(text: str) -> str:
    """An address as people write it, as programs do: `social.example` is `https://social.example`."""
    text = text.strip()
    return text if not text or "://" in text else f"https://{text}"
