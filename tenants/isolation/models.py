"""Tenant, which everything points at, and TenantModel, which everything is."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from tenants.isolation.context import current_tenant_id, require_tenant_id
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
        return TenantQuerySet(self.model, using=self._db).filter(tenant_id=require_tenant_id())


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
        super().validate_constraints(exclude=set(exclude or ()) - {"tenant"})

    def _do_update(self, base_qs: Any, *args: Any) -> Any:
        return super()._do_update(base_qs.filter(tenant_id=self.tenant_id), *args)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """One statement with the tenant in it; the database cascades. No deletion signals are sent."""
        rows = type(self)._base_manager.filter(tenant_id=self.tenant_id, pk=self.pk)
        count = rows._raw_delete(kwargs.get("using") or self._state.db)
        return count, {self._meta.label: count}
