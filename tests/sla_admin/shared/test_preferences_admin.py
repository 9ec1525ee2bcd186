"""Preferences in the tool room."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sla_admin.shared.models import Preferences


@pytest.mark.django_db
def test_an_administrator_finds_a_persons_preferences_and_sets_them_back(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    ines = User.objects.create_user("ines")
    Preferences.objects.create(user=ines, theme="dark", time_zone="Asia/Tokyo")

    listed = client.get("/admin/shared/preferences/", {"q": "ines"})
    assert "Asia/Tokyo" in listed.content.decode()

    page = f"/admin/shared/preferences/{ines.pk}/change/"
    wrong = client.post(
        page, {"user": ines.pk, "theme": "dark", "hour_cycle": "24", "time_zone": "Mars/Base"}
    )
    assert "Mars/Base is no time zone" in wrong.content.decode()
    client.post(page, {"user": ines.pk, "theme": "system", "hour_cycle": "24", "time_zone": ""})

    assert Preferences.objects.get().theme == "system"
