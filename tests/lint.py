"""The desk's settings with the migration linter, which only `make lint` needs."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
LOGGING["loggers"]["django_migration_linter"] = {"level": "WARNING"}  # type: ignore[index]  # noqa: F405

# A later migration meets full tables and a desk that goes on working; these were made before there was either.
BEFORE_THE_FIRST_RELEASE = ["0004_invited_by_nobody_and_looks"]
MIGRATION_LINTER_OPTIONS = {
    "database": "owner",
    "sql_analyser": "postgresql",
    "include_apps": ["tenants", "tickets", "social"],
    "ignore_initial_migrations": True,
    "ignore_name": BEFORE_THE_FIRST_RELEASE,
    "no_cache": True,
    "quiet": ["ok", "ignore"],
    "warnings_as_errors": ["RUNPYTHON_REVERSIBLE", "RUNSQL_REVERSIBLE"],
}
