"""The design of the sample, signed by the two who answer for it."""

from collections.abc import Mapping

from django.contrib.auth.models import User

from entitlements.business_time.instants import HOUR
from escalations.services.design.packs import design_of_now
from escalations.services.design.sign import sign_design
from sla_admin.sample.items import Brought
from sla_admin.sample.people import MANAGER, VICE_PRESIDENT
from sla_admin.shared.viewing.actors import actor_of_person

_SIGNED = (
    (MANAGER, "Director of Support", "Agreed with the desks in Dresden, Paris, Kolkata and on the Pacific."),
    (VICE_PRESIDENT, "Vice President, Customer Care", ""),
)
"""Who, in which capacity, and their note."""


def sign_sample_design(brought: Brought, users: Mapping[str, User], at: int) -> None:
    """Everything in force, signed some hours before `at` (µs) by one after the other."""
    for hours, (username, role, note) in zip((3, 2), _SIGNED, strict=True):
        signer, moment = users[username], at - hours * HOUR
        signed = sign_design(
            hash=design_of_now(moment).hash,
            name=signer.get_full_name(),
            role=role,
            note=note,
            actor=actor_of_person(signer.pk),
            at=moment,
        )
        if username == MANAGER:
            brought(signed.pack)
        brought(signed)
