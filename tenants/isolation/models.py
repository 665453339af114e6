"""Tenant, which everything points at, and TenantModel, which everything is."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.isolation.context import current_tenant_id, require_tenant_id, sees_all
from tenants.isolation.fields import TenantForeignKey as TenantForeignKey
from tenants.isolation.ids import uuid7
from tenants.isolation.looks import Look

_M = TypeVar("_M", bound="TenantModel")


class Tenant(models.Model):
    """A company. Its settings are rows of other rooms, behind the wall."""

    class State(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        PLATFORM = "platform"  # the operator's own: mail that is sent before a company exists

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(Look("slug"), name="tenant_look_uq")]

    def __str__(self) -> str:
        return self.slug


class TenantQuerySet(models.QuerySet[_M]):
    def bulk_create(self, objs: Iterable[_M], *args: Any, **kwargs: Any) -> list[_M]:
        objs = list(objs)
        for obj in objs:
            obj.stamp_tenant()
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager[_M]):
    use_in_migrations = False

    def get_queryset(self) -> TenantQuerySet[_M]:
        rows: TenantQuerySet[_M] = TenantQuerySet(self.model, using=self._db)
        if current_tenant_id() is None and sees_all():
            return rows  # of every tenant, as far as the database shows them to the operators' role
        return rows.filter(tenant_id=require_tenant_id())

    def none(self) -> TenantQuerySet[_M]:
        """Nothing needs no tenant: the API's schema is written without one."""
        return TenantQuerySet(self.model, using=self._db).none()


class TenantModel(models.Model):
    """A row of one tenant. Database key (tenant_id, id); Django believes that `id` alone is the key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.PROTECT, editable=False, db_index=False, related_name="+")
    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stamp_tenant()
        super().save(*args, **kwargs)

    def stamp_tenant(self) -> None:
        self.tenant_id = self.tenant_id or current_tenant_id()

    def validate_constraints(self, exclude: Any = None) -> None:
        """A duplicate is a field error, not an IntegrityError: `tenant` is never in a form, so Django would skip it."""
        self.stamp_tenant()
        try:
            super().validate_constraints(exclude=set(exclude or ()) - {"tenant"})
        except ValidationError as error:
            raise ValidationError(_by_field(error)) from error

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        """Nobody chose the tenant, so no message speaks of it."""
        chosen = tuple(name for name in unique_check if name != "tenant")
        if not chosen:
            return ValidationError(_("There is one already."), code="unique", params={"unique_check": ()})
        return super().unique_error_message(model_class, chosen)

    def _do_update(self, base_qs: Any, *args: Any) -> Any:
        return super()._do_update(base_qs.filter(tenant_id=self.tenant_id), *args)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """One statement with the tenant in it; the database cascades. No deletion signals are sent."""
        rows = type(self)._base_manager.filter(tenant_id=self.tenant_id, pk=self.pk)
        count = rows._raw_delete(kwargs.get("using") or self._state.db)
        return count, {self._meta.label: count}


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    """The errors of a form's fields: a taken name is told beside the name, a second row of one above the form."""
    found: dict[str, list[ValidationError]] = {}
    for name, errors in error.error_dict.items():
        for one in errors:
            told = (one.params or {}).get("unique_check")
            place = name if told is None else told[0] if len(told) == 1 else NON_FIELD_ERRORS
            found.setdefault(place, []).append(one)
    return found
