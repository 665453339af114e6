"""A foreign key between two tenant tables: joins, constraint and form choices all carry the tenant."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

from tenants.isolation.context import current_tenant_id


class TenantChoiceField(forms.ModelChoiceField):
    """Choices are bound when a form is made, not when its class is imported."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "TenantChoiceField":
        field = super().__deepcopy__(memo)
        if current_tenant_id():
            field.queryset = field.queryset.model._default_manager.all()
        return field


class TenantForeignKey(models.ForeignKey):
    """ForeignKey on (tenant_id, x_id). `db_on_delete`: CASCADE or NO_ACTION, done by the database."""

    def __init__(self, *args: Any, db_on_delete: str = "NO_ACTION", **kwargs: Any) -> None:
        self.db_on_delete = db_on_delete
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs.setdefault("db_index", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("on_delete", None)
        kwargs["db_index"] = self.db_index
        kwargs["db_on_delete"] = self.db_on_delete
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        if not (alias and related_alias):
            return None
        mine = self.model._meta.get_field("tenant")
        theirs = self.related_model._meta.get_field("tenant")
        return WhereNode([Exact(Col(alias, theirs), Col(related_alias, mine))], connector=AND)

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"tenant_id": instance.tenant_id}

    def formfield(self, *, using: str | None = None, **kwargs: Any) -> Any:
        defaults = {
            "form_class": TenantChoiceField,
            "queryset": QuerySet(self.remote_field.model).none(),
            "to_field_name": self.remote_field.field_name,
        }
        return super(models.ForeignKey, self).formfield(**{**defaults, **kwargs, "blank": self.blank})
