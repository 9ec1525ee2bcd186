"""What every test may rely on: a database that is, after each test, exactly as the migrations left it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests import clean_database
from tests.migrated_template import migrated_database


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """In the place of pytest-django's own: each process gets a copy of a database migrated once."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            reuse = django_db_keepdb and not django_db_createdb
            stack.enter_context(migrated_database(reuse=reuse, keep=django_db_keepdb))
        yield
        with django_db_blocker.unblock():
            stack.close()


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
