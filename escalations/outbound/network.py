"""The network as a webhook sees it: names are looked up once, what was found is checked, and the connection
goes to the very address that was checked. All of it ends at one instant.

Looking up again when connecting would let a name change its mind in between; connecting by number while the
name stays in `Host` and in TLS does not.
"""

import socket
import time
from collections.abc import Iterable
from ipaddress import ip_address
from ssl import SSLContext
from threading import Thread
from typing import Any

import httpcore

from escalations.outbound.address import IpAddress, is_never_reached, refusal

_MOST_TRIED = 3
"""Addresses of one name that are tried, one after the other."""


class Forbidden(Exception):
    """The name leads where this endpoint may not go. `str()` says why."""


class Unknown(Exception):
    """The name leads nowhere."""


class Deadline:
    """An instant by which everything is over, on this machine's monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self.seconds = seconds

    def left(self) -> float:
        """Seconds left. Raises httpcore.ReadTimeout when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The time is over.")
        return left


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects where the endpoint may go, and nowhere else."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline, self._allow_private = deadline, allow_private
        self._plain = httpcore.SyncBackend()
        self.reached = ""
        """The address that was connected to."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = _look_up(host.strip("[]"), port, self._deadline)
        for address in found:
            self._check(host, address)
        failed: Exception | None = None
        for address in found[:_MOST_TRIED]:
            try:
                stream = self._plain.connect_tcp(
                    str(address), port, self._deadline.left(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            self.reached = str(address)
            return _BoundedStream(stream, self._deadline)
        raise failed or Unknown(f"{host} has no address.")

    def _check(self, host: str, address: IpAddress) -> None:
        why = refusal(address)
        if why and (not self._allow_private or is_never_reached(address)):
            raise Forbidden(
                f"{host} leads to {address}, which is {why}: an administrator can allow it for this endpoint."
                if not is_never_reached(address)
                else f"{host} leads to {address}, which is {why}: nothing can be sent there."
            )


class _BoundedStream(httpcore.NetworkStream):
    """A connection on which no operation outlasts the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _look_up(host: str, port: int, deadline: Deadline) -> list[IpAddress]:
    """Every address of the name, in the resolver's order.

    The resolver knows no time-out, so it is asked by a thread that is left to itself when time is over.
    """
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error)

    asking = Thread(target=ask, name="webhook name look-up", daemon=True)
    asking.start()
    asking.join(deadline.left())
    if not answers:
        raise httpcore.ConnectTimeout(f"Nobody said in time where {host} is.")
    [answer] = answers
    if isinstance(answer, Exception):
        raise Unknown(f"Nobody knows where {host} is: {answer}")
    return [ip_address(each[4][0].partition("%")[0]) for each in answer]
