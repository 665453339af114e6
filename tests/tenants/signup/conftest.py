from typing import Any

import pytest

from tenants.signup.services import Founder
from tenants.tenancy.services import Beginning

NEW = "quiet-lemon-harbour"


@pytest.fixture
def typed() -> dict[str, Any]:
    """What somebody types who opens a desk."""
    return {
        "company": "Noor Home",
        "slug": "noor-home",
        "country": "EG",
        "language": "ar",
        "languages": ["en", "ar"],
        "opens_at": "09:00",
        "closes_at": "21:00",
        "name": "Lina Haddad",
        "email": "lina@noor.example",
        "password": NEW,
    }


@pytest.fixture
def beginning() -> Beginning:
    return Beginning(name="Noor Home", country="EG", language="ar", languages=["ar", "en"])


@pytest.fixture
def lina() -> Founder:
    return Founder(name="Lina Haddad", email="lina@noor.example", password=NEW, language="en")
