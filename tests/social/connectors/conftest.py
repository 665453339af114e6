from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.networks import Fake
from tests.networks.feeds import FeedFake, open_feeds
from tests.networks.mastodon import MastodonFake, open_mastodon
from tests.networks.square import PlazaFake, open_square

# How each network is opened, once a session and only if a test asks for it. A new network is one line here.
FAKES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "mastodon": (open_mastodon, MastodonFake),
    "rss": (open_feeds, FeedFake),
    "plaza": (open_square, PlazaFake),
}


@pytest.fixture(scope="session")
def networks() -> Iterator[Callable[[str], Any]]:
    """Each running network by name."""
    running: dict[str, Any] = {}
    with ExitStack() as stack:

        def network(name: str) -> Any:
            if name not in running:
                opened, fake = FAKES[name]
                running[name] = fake(stack.enter_context(opened()))
            return running[name]

        yield network


@pytest.fixture(autouse=True)
def _beside_the_desk(settings: Any) -> None:
    """The fakes are on this machine."""
    settings.ALLOW_PRIVATE_HOSTS = True


@pytest.fixture
def fake(request: pytest.FixtureRequest, networks: Callable[[str], Any]) -> Fake:
    """The network named by the parameter, with nothing said on it yet."""
    found: Fake = networks(request.param)
    found.reset()
    return found


@pytest.fixture
def mastodon(networks: Callable[[str], Any]) -> MastodonFake:
    found: MastodonFake = networks("mastodon")
    found.reset()
    return found


@pytest.fixture
def feeds(networks: Callable[[str], Any]) -> FeedFake:
    found: FeedFake = networks("rss")
    found.reset()
    return found
