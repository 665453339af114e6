"""A worker that is killed: wherever it dies, one post is on the network and the ticket says what is true."""

from collections.abc import Callable

import pytest

from social.mentions.models import Mention
from social.publishing import sending, settling
from social.publishing.models import Outgoing
from tenants.membership.models import Member
from tenants.outbox import leases
from tests.social.publishing.acts import answer, fate, state, work
from tests.social.publishing.network import InTest, Killed

Deadly = Callable[[pytest.MonkeyPatch, InTest], None]


def _dies_in(place: object, name: str) -> Deadly:
    """The next call to it never returns; those after it do."""

    def arm(patch: pytest.MonkeyPatch, network: InTest) -> None:
        whole = getattr(place, name)

        def die(*args: object, **kwargs: object) -> None:
            patch.setattr(place, name, whole)
            raise Killed

        patch.setattr(place, name, die)

    return arm


def _before_it_is_there(patch: pytest.MonkeyPatch, network: InTest) -> None:
    network.before = [Killed()]


def _after_it_is_there(patch: pytest.MonkeyPatch, network: InTest) -> None:
    network.after = [Killed()]


POINTS: dict[str, tuple[Deadly, list[str]]] = {
    "before the try is written down": (_dies_in(sending, "_begin"), ["publish"]),
    "before the call": (_dies_in(sending, "_look"), ["look", "publish"]),
    "in the call, before it is there": (_before_it_is_there, ["publish", "look", "publish"]),
    "in the call, when it is there": (_after_it_is_there, ["publish", "look"]),
    "after the call, before the commit": (_dies_in(settling, "published"), ["publish", "look"]),
    "after the commit, before the outbox knows": (_dies_in(leases, "settle"), ["publish"]),
}


@pytest.mark.parametrize("knows_keys", [True, False], ids=["keys", "no keys"])
@pytest.mark.parametrize("point", POINTS)
def test_wherever_the_worker_dies_there_is_one_post(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch, point: str, knows_keys: bool
) -> None:
    network.knows_keys = knows_keys
    message = answer(mention, bob)
    arm, calls = POINTS[point]
    arm(monkeypatch, network)
    with pytest.raises(Killed):
        work()
    work()
    assert network.calls == calls
    assert len(network.posts) == 1
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert Outgoing.objects.get().key == "our-1"


@pytest.mark.parametrize("point", ["in the call, when it is there", "after the call, before the commit"])
def test_without_a_look_and_without_keys_two_would_be_there(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """The control: the points above are real."""
    network.knows_keys = False
    monkeypatch.setattr(sending, "_look", lambda *_: None)
    answer(mention, bob)
    POINTS[point][0](monkeypatch, network)
    with pytest.raises(Killed):
        work()
    work()
    assert len(network.posts) == 2
