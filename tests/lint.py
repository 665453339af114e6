"""The desk's settings with the migration linter, which only `make lint` needs."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
MIGRATION_LINTER_OPTIONS = {
    "database": "owner",
    "sql_analyser": "postgresql",
    "include_apps": ["tenants", "tickets"],
    "no_cache": True,
    "warnings_as_errors": ["RUNPYTHON_REVERSIBLE", "RUNSQL_REVERSIBLE"],
}
