"""The OpenAPI document: complete, without a warning, and true: whatever it allows is answered as it says."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from helpdesk.wsgi import application
from tenants.membership.models import Member
from tests.api.program import Program
from tests.api.samples import Samples, fill, make_samples
from tests.factories.people import Desk

EXAMPLES = int(os.environ.get("API_EXAMPLES", "12"))  # of each operation
# Valid by the document and yet refused: an id of a row that is not there, a word that is no domain.
CANNOT_BE_SAID = {"positive_data_acceptance"}


def test_the_document_is_written_without_a_warning(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert "Warning" not in capsys.readouterr().err


@pytest.mark.django_db
def test_anybody_reads_it_as_yaml_or_json_and_it_is_written_once(zaytuna: Desk) -> None:
    stranger = Program(zaytuna.host)
    for asked, kind in ("application/json", "application/json"), ("*/*", "application/vnd.oai.openapi"):
        first = stranger.get("/schema/", accept=asked)
        assert (first.status_code, first.headers["Content-Type"]) == (200, kind)
        with mock.patch("drf_spectacular.generators.SchemaGenerator.get_schema", side_effect=AssertionError):
            assert stranger.get("/schema/", accept=asked).content == first.content


@pytest.fixture
def served(db: None) -> Iterator[Any]:
    """The desk's own WSGI application, on the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield application
    for signal in signals:
        signal.connect(close_old_connections)


def test_whatever_the_document_allows_is_answered_as_it_says(
    zaytuna: Desk, alice: Member, program: Callable[..., Program], settings: Any, served: Any
) -> None:
    """0 server errors, 0 answers that the document does not describe; half of the requests ask for what is there."""
    settings.API_HITS_PER_KEY = settings.API_HITS_PER_COMPANY = 10**6
    key, samples = program(zaytuna, alice).key, make_samples(zaytuna)
    root, headers = f"http://{zaytuna.host}:8000", {"Authorization": f"Bearer {key}"}
    operations = [found.ok() for found in _document(zaytuna, served).get_all_operations()]
    assert len(operations) > 25
    done: set[str] = set()
    faults = [fault for operation in operations for fault in _ask(operation, root, headers, samples, done)]
    assert not faults, "\n\n".join(faults)
    assert len(done) > 20, "hardly any request went through: nothing was asked"


def _document(desk: Desk, served: Any) -> Any:
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    project = ProjectConfig(generation=GenerationConfig(modes=modes))
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", served, config=config, headers={"Host": desk.host})


def _ask(operation: Any, root: str, headers: dict[str, str], samples: Samples, done: set[str]) -> list[str]:
    load_all_checks()
    checks = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in CANNOT_BE_SAID]

    @bounded(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), is_there=st.sampled_from([True, True, True, False]))
    def ask(case: Any, is_there: bool) -> None:
        if is_there:
            case.path_parameters = {**(case.path_parameters or {}), **fill(operation.path, samples)}
            (case.headers or {}).pop("If-Match", None)  # nobody guesses one
        with transaction.atomic():  # each finds things as they were
            answer = case.call_and_validate(base_url=root, headers=headers, checks=checks)
            transaction.set_rollback(True)
        if answer.status_code < 300:
            done.add(operation.label)

    try:
        ask()
    except (Exception, BaseExceptionGroup) as fault:  # every operation is asked, whatever another one answered
        return [f"{operation.label}: {fault}"]
    return []
