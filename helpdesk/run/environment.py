"""The variables by which the desk finds its database, its broker and its secret key."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from helpdesk.run.embedded import DATABASE_ROLES, Services
from helpdesk.run.errors import RunError
from helpdesk.run.folder import DataFolder
from helpdesk.run.vault import open_vault

SERVICES = ("DATABASE_URL", "BROKER_URL")
LENT = (*DATABASE_ROLES, "BROKER_URL", "CACHE_URL", "EMAIL_URL")


def given_services() -> bool:
    """Tell whether the environment names database and broker. Raises RunError when it names only one."""
    given = [name for name in SERVICES if os.environ.get(name)]
    if len(given) == 1:
        missing = next(name for name in SERVICES if name not in given)
        raise RunError(f"{given[0]} is set and {missing} is not: set both, or neither to start the embedded services.")
    return bool(given)


def desk_environment(folder: DataFolder, services: Services | None) -> dict[str, str]:
    """Return what every process of the desk is told: of the embedded services, or as it was given."""
    env = {"HELPDESK_DATA": str(folder.root)}
    env["SECRET_KEY"] = os.environ.get("SECRET_KEY") or open_vault(folder.secrets)["secret_key"]
    env["CACHE_URL"] = "redis://localhost/1"
    given = {name: os.environ[name] for name in LENT if os.environ.get(name)}
    return env | given | (services.environment() if services else {})


def with_programs(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` with the programs of this virtual environment first."""
    return {**env, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', os.defpath)}"}
