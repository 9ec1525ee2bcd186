"""Which addresses a webhook may have, and which hosts of the network it may reach. Pure."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 2000
_NAT64 = ip_network("64:ff9b::/96")
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_PORTS = {"http": 80, "https": 443}

IpAddress = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Address:
    """Where requests go. `path` begins with a slash and holds the query; `host` is ASCII, no brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """As it is asked for."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as they stand in the request; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown_path(self) -> str:
        """The path without the values of its query, which may be secret."""
        path, mark, _ = self.path.partition("?")
        return f"{path}?…" if mark else path


def parse_address(text: str) -> Address:
    """Read an address. Raises ValueError with a sentence that says what is wrong with it."""
    if not text or len(text) > LONGEST:
        raise ValueError(f"Give an address of at most {LONGEST} characters.")
    if _UNFIT.search(text):
        raise ValueError("An address has no blanks, control characters or backslashes.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"This is no address: {error}.") from error
    if parts.scheme not in _PORTS:
        raise ValueError("An address begins with https:// (or http:// inside your network).")
    if parts.username is not None or parts.password is not None:
        raise ValueError("An address holds no user and password.")
    if port == 0:
        raise ValueError("Port 0 cannot be reached.")
    host = _host(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise ValueError("Write path and query in ASCII; encode other characters with %.")
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], path)


def refusal(found: IpAddress) -> str:
    """Why that host of the network is reached only where an administrator allows it; blank: it may be."""
    for address in _meant(found):
        if address.is_unspecified:
            return "unspecified"
        if address.is_multicast:
            return "multicast"
        if address.is_loopback:
            return "loopback"
        if address.is_link_local:
            return "link-local"
        if not address.is_global:
            return "private or reserved"
    return ""


def is_never_reached(found: IpAddress) -> bool:
    """Whether nothing can answer there, whoever allows it."""
    return any(address.is_unspecified or address.is_multicast for address in _meant(found))


def _meant(found: IpAddress) -> list[IpAddress]:
    """The address, and every IPv4 address that an IPv6 one carries and a gateway would take it for."""
    if isinstance(found, IPv4Address):
        return [found]
    carried: list[IPv4Address | None] = [found.ipv4_mapped, found.sixtofour]
    carried += found.teredo or ()
    if found in _NAT64 or int(found) >> 32 == 0:  # translated, and the old "compatible" form
        carried.append(IPv4Address(int(found) & 0xFFFFFFFF))
    inner = [each for each in carried if each is not None]
    # What only wraps an IPv4 address is that address; of the wrapping itself nothing is known to be global.
    return [*inner] if found.ipv4_mapped or found in _NAT64 else [found, *inner]


def _host(text: str) -> str:
    if not text:
        raise ValueError("An address names a host.")
    if "%" in text:
        raise ValueError("A host has no zone and no percent signs.")
    if ":" in text:
        try:
            return str(ip_address(text))
        except ValueError as error:
            raise ValueError(f"{text} is no IPv6 address.") from error
    try:
        host = text.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"{text} is no host name.") from error
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?", host):
        raise ValueError(f"{text} is no host name.")
    return host.lower()
