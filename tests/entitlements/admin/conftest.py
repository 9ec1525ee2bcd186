import pytest
from django.test import Client


@pytest.fixture
def desk(admin_client: Client) -> Client:
    """An administrator at the browser."""
    return admin_client
