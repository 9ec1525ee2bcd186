"""Numbers beside the entries of the side bar, for people who belong to no team."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_somebody_without_team_and_queue_sees_the_pages_all_the_same(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))
    assert client.get(reverse("runs")).status_code == 200
