"""The sample, loaded once for all tests that only look at it."""

import sys
from collections.abc import Iterator
from io import StringIO
from time import monotonic
from typing import Any

import pytest
from django.core.management import call_command

from entitlements.selectors.calendars import forget_calendars
from tests import clean_database


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    began = monotonic()
    with django_db_blocker.unblock():
        call_command("load_sample", stdout=StringIO())
    sys.stdout.write(f"The sample was loaded in {monotonic() - began:.1f} s.\n")
    yield
    with django_db_blocker.unblock():
        clean_database.restore()
    forget_calendars()
