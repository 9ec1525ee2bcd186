"""One request to an endpoint and what came of it. Whatever the other side does, it is an answer or a reason,
never an exception.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import NamedTuple

import httpcore

from escalations.outbound.address import Address
from escalations.outbound.network import CheckedNetwork, Deadline, Forbidden, Unknown

_MOST_HEADERS = 40
_LONGEST_HEADER = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """What an endpoint may take: `seconds` in all, and so many bytes of an answer are read."""

    seconds: float
    body_bytes: int
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a request.

    `status` None: no answer, for the `reason` given. `maybe`: it may have arrived all the same. `is_cut`: the
    answer was longer than what was read. `duration` is microseconds, `reached` the address connected to.
    """

    status: int | None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    is_cut: bool = False
    maybe: bool = False
    duration: int = 0
    reached: str = ""

    @property
    def is_accepted(self) -> bool:
        """Only 2xx is: a redirect is not followed, since it could lead anywhere."""
        return self.status is not None and 200 <= self.status < 300


def post(address: Address, headers: Mapping[str, str], body: bytes, limits: Limits) -> Posted:
    """Send the body to the address; connections are not kept. Proxies of the environment are not used."""
    began = time.monotonic()
    deadline = Deadline(limits.seconds)
    network = CheckedNetwork(deadline, allow_private=limits.allow_private)
    told: list[tuple[bytes, bytes]] = [(b"host", address.authority.encode("ascii"))]
    told += [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    told += [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    try:
        answer = _ask(network, deadline, _Request(address, told, body), limits)
    except Forbidden as error:
        answer = Posted(None, f"Refused: {error}")
    except Unknown as error:
        answer = Posted(None, str(error))
    except httpcore.TimeoutException:
        answer = Posted(None, f"No answer within {limits.seconds:g} s.", maybe=bool(network.reached))
    except httpcore.ConnectError as error:
        answer = Posted(None, f"No connection: {error}")
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        answer = Posted(None, f"The connection broke: {error}", maybe=bool(network.reached))
    except (httpcore.UnsupportedProtocol, ValueError) as error:
        answer = Posted(None, f"The request cannot be made: {error}")
    return Posted(
        answer.status,
        answer.reason.replace("\0", ""),
        answer.headers,
        answer.body,
        answer.is_cut,
        answer.maybe,
        int((time.monotonic() - began) * 1_000_000),
        network.reached,
    )


class _Request(NamedTuple):
    address: Address
    headers: list[tuple[bytes, bytes]]
    body: bytes


def _ask(network: CheckedNetwork, deadline: Deadline, request: _Request, limits: Limits) -> Posted:
    if request.address.scheme == "http" and not limits.allow_private:
        raise Forbidden("http is for endpoints inside your network alone: an administrator can allow it.")
    deadline.left()
    seconds, most = deadline.seconds, limits.body_bytes
    timeouts = {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network, retries=0) as pool,
        pool.stream(
            "POST",
            request.address.url,
            headers=request.headers,
            content=request.body,
            extensions={"timeout": timeouts},
        ) as response,
    ):
        read = bytearray()
        for part in response.iter_stream():
            read += part
            if len(read) > most:
                break
        return Posted(
            response.status,
            headers=tuple(
                (name.decode("latin-1")[:100], value.decode("latin-1")[:_LONGEST_HEADER])
                for name, value in response.headers[:_MOST_HEADERS]
            ),
            body=bytes(read[:most]).decode("utf-8", "replace").replace("\0", ""),
            is_cut=len(read) > most,
        )


@cache
def _tls() -> SSLContext:
    """Certificates are always verified, against those that come with the library and those of the machine."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context
