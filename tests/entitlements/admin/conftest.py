import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def desk(db: None, client: Client) -> Client:
    """An administrator at the browser, without the slow hashing of a password nobody types."""
    client.force_login(User.objects.create(username="admin", password="!", is_staff=True, is_superuser=True))
    return client
