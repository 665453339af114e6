from tenants.tokens import rules


def test_a_key_is_long_and_names_its_company() -> None:
    key = rules.make("zaytuna")
    assert len(key.secret) == 43  # 256 bits
    assert rules.parse(str(key)) == key
    assert rules.make("zaytuna").secret != key.secret


def test_who_may_write_may_read_and_not_the_other_way_round() -> None:
    assert rules.allows(["tickets:write"], "tickets:read")
    assert not rules.allows(["tickets:read"], "tickets:write")
    assert not rules.allows(["tickets:write"], "contacts:read")


def test_what_a_token_may_is_said_room_by_room() -> None:
    scopes = ["tickets:write", "tickets:read", "people:read"]
    assert rules.by_room(scopes) == {"tickets": "write", "people": "read"}
