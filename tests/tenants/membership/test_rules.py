from itertools import pairwise

import pytest

from tenants.membership import rules

ORDER = ["light", "agent", "lead", "admin", "owner"]


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(ORDER)))
def test_each_role_may_more_than_the_one_below(lower: str, higher: str) -> None:
    assert rules.PERMISSIONS[rules.Role(lower)] < rules.PERMISSIONS[rules.Role(higher)]


def test_only_admins_and_owners_give_roles_and_none_above_their_own() -> None:
    assert {role: rules.grantable(role) for role in ORDER} == {
        "light": [],
        "agent": [],
        "lead": [],
        "admin": ["admin", "lead", "agent", "light"],
        "owner": ["owner", "admin", "lead", "agent", "light"],
    }


def test_only_admins_and_owners_touch_people_and_none_above_themselves() -> None:
    touched = {actor: [role for role in ORDER if rules.may_touch(actor, role)] for actor in ORDER}

    assert touched == {"light": [], "agent": [], "lead": [], "admin": ORDER[:4], "owner": ORDER}


def test_a_misspelt_permission_does_not_deny_in_silence() -> None:
    with pytest.raises(KeyError):
        rules.may("owner", "ticket.sea")
