from django.db import models

from tenants.isolation.models import TenantModel

LANGUAGES = [("en", "English"), ("ar", "العربية"), ("he", "עברית")]


class Company(TenantModel):
    """The settings of one tenant: exactly one row."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")
    languages = models.JSONField(default=list)  # codes in which customers are answered, the first is the default
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=50)
    currency = models.CharField(max_length=3)
    weekend = models.CharField(max_length=13, blank=True)  # ISO weekdays, comma separated: "5,6" is Friday and Saturday
    opens_at = models.TimeField(null=True)  # both null: somebody is there around the clock
    closes_at = models.TimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="company_uq")]

    def __str__(self) -> str:
        return self.name

    @property
    def weekend_days(self) -> list[int]:
        """ISO weekdays, 1 is Monday."""
        return [int(day) for day in self.weekend.split(",") if day]
