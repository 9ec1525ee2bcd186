"""The icon where browsers look for it without being told."""

from django.test import Client


def test_the_old_address_of_the_icon_leads_to_the_drawing(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"].endswith("sla/icon.svg")
