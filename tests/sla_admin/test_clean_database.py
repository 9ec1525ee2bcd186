"""A test that commits leaves the database as the migrations left it."""

import pytest
from django.contrib.auth.models import User
from django_celery_beat.models import PeriodicTask

from tests import clean_database


@pytest.mark.django_db(transaction=True)
def test_rows_that_a_test_committed_are_gone_and_those_of_the_migrations_are_back() -> None:
    User.objects.create_user("somebody")
    PeriodicTask.objects.all().delete()

    clean_database.restore()

    assert not User.objects.exists()
    assert PeriodicTask.objects.filter(task="milestones.tasks.evaluate_due").exists()
