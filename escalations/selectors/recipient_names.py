"""What people call those whom deliveries reach: a person's name, a queue's, an endpoint's, or the address."""

from collections.abc import Collection

from django.contrib.auth.models import User

from escalations.selectors.endpoints import endpoint_names
from escalations.selectors.targets import QUEUE, USER
from milestones.models import Queue


def recipient_names(reached: Collection[tuple[str, int | None]]) -> dict[str, str]:
    """Names by address, for (address, user) of recipients; an address without a name is left out."""
    users = User.objects.in_bulk({user for _, user in reached if user is not None})
    numbers = {address.removeprefix(QUEUE) for address, _ in reached if address.startswith(QUEUE)}
    queues = {str(queue.pk): str(queue) for queue in Queue.objects.filter(pk__in=numbers)} if numbers else {}
    found = {}
    for address, user in reached:
        if user in users:
            found[address] = users[user].get_full_name() or users[user].get_username()
        elif address.startswith(QUEUE):
            found[address] = queues.get(address.removeprefix(QUEUE), address)
        elif address.startswith(USER):
            found[address] = address
    return found | endpoint_names(address for address, _ in reached)
