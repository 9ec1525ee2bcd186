"""What every test may rely on: a database that is, after each test, exactly as the migrations left it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import clean_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """After the migrations, remember the rows they brought (schedule, templates …)."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django exports no type for it
        clean_database.remember()


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """Pages remember numbers for some seconds; ids come again with every test."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _committed_tests_clean_up_through_our_guards() -> Iterator[None]:
    """Django would truncate every table, which our guards refuse; and it would lose what the migrations
    brought.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: clean_database.restore())
    yield
    patch.undo()
