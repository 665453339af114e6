from django.contrib.auth.hashers import make_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.isolation.ids import uuid7


class Operator(models.Model):
    """A person who runs the platform. Not a user of any desk: no row of a company points here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=128)
    totp_secret = models.TextField()  # encrypted, bound to this row (helpdesk/lib/sealing.py)
    recovery_hashes = models.JSONField(default=list)  # each code is good once
    last_step = models.BigIntegerField(default=0)  # of the last one-time code taken: a code is good once
    created_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True)

    is_authenticated = True
    is_anonymous = False
    is_staff = True

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="operator_email_lower")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def set_password(self, password: str) -> None:
        self.password = make_password(password)

    def get_username(self) -> str:
        return self.name

    def has_usable_password(self) -> bool:
        """No: Django admin would offer a page to change it. `create_operator --renew` does."""
        return False


class OperatorSession(AbstractBaseSession):
    """Sessions of operators: a table the desk's role cannot read, as theirs cannot be read here."""


class PlatformEntry(models.Model):
    """One deed of an operator, or one try to sign in. Append-only. Names are kept as text: they outlive people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator_id = models.UUIDField(null=True)
    operator_label = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    company_id = models.UUIDField(null=True)  # a tenant's id; no key, for the log outlives companies too
    company_label = models.CharField(max_length=254, blank=True)
    object_label = models.CharField(max_length=254, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("entry of the platform's log")
        verbose_name_plural = _("entries of the platform's log")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="platformentry_recent_ix"),
            models.Index(fields=["company_id", "-created_at"], name="platformentry_company_ix"),
        ]

    def __str__(self) -> str:
        return self.verb
