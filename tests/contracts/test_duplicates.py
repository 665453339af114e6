"""A duplicate is told as an error of the form, before the database has to refuse it."""

import copy
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint

from tenants.isolation.context import tenant_context
from tenants.isolation.ids import uuid7
from tenants.isolation.models import TenantModel
from tests.factories.canaries import make_canary_desk
from tests.factories.people import make_desk

pytestmark = pytest.mark.django_db


def _is_unique(model: type[TenantModel]) -> bool:
    return any(isinstance(rule, UniqueConstraint) and rule.condition is None for rule in model._meta.constraints)


MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel) and _is_unique(model)]


def _twin(model: type[TenantModel]) -> Any:
    twin = copy.copy(model._default_manager.order_by("id").first())
    twin.pk, twin._state = uuid7(), type(twin._state)()
    return twin


def test_every_unique_rule_is_checked_before_saving() -> None:
    with tenant_context(make_canary_desk().tenant):
        for model in MODELS:
            with pytest.raises(ValidationError):
                _twin(model).validate_constraints()


def test_another_companys_row_is_no_duplicate() -> None:
    foreign, own = make_canary_desk(), make_desk("zaytuna")
    for model in MODELS:
        with tenant_context(foreign.tenant):
            twin = _twin(model)
        twin.tenant = own.tenant
        with tenant_context(own.tenant):
            if not model._default_manager.exists():
                twin.validate_constraints()
