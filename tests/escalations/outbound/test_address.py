"""Which addresses there are, and which hosts of the network may be reached."""

from ipaddress import ip_address

import pytest

from escalations.outbound.address import is_never_reached, parse_address, refusal


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://hooks.example.org/a?b=c", "https://hooks.example.org/a?b=c"),
        ("https://HOOKS.example.org:443", "https://hooks.example.org/"),
        ("https://hooks.example.org:8443/x", "https://hooks.example.org:8443/x"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]/x"),
        ("https://müller.example/x", "https://xn--mller-kva.example/x"),
        ("https://hooks.example.org./x#part", "https://hooks.example.org/x"),
    ],
)
def test_an_address_is_read_into_its_parts(text: str, url: str) -> None:
    assert parse_address(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hooks.example.org",
        "//hooks.example.org",
        "ftp://hooks.example.org",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "https://",
        "https:///x",
        "https://user:secret@hooks.example.org/",
        "https://user@hooks.example.org/",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org:x/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost: other",
        "https://hooks.example.org\\@evil.example/",
        "https://-bad-.example.org/",
        "https://" + "a" * 70 + ".example.org/",
        "https://hooks.example.org/" + "a" * 2000,
        "https://hooks.example.org/ü",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        parse_address(text)


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_reached(text: str) -> None:
    assert refusal(ip_address(text)) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "unspecified"),  # noqa: S104 (nothing is bound)
        ("::", "unspecified"),
        ("10.1.2.3", "private or reserved"),
        ("172.16.0.1", "private or reserved"),
        ("192.168.1.1", "private or reserved"),
        ("100.64.0.1", "private or reserved"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fc00::1", "private or reserved"),
        ("fd00:ec2::254", "private or reserved"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "private or reserved"),
        ("240.0.0.1", "private or reserved"),
        ("192.0.2.1", "private or reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.0.0.1", "private or reserved"),
        ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("2002:7f00:1::", "loopback"),
    ],
)
def test_what_lies_inside_a_network_is_refused_by_name(text: str, why: str) -> None:
    assert refusal(ip_address(text)) == why


@pytest.mark.parametrize("text", ["::7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2002:a00:1::"])
def test_ways_of_carrying_a_private_address_inside_another_are_refused(text: str) -> None:
    assert refusal(ip_address(text))


def test_nobody_can_allow_what_nothing_answers_at() -> None:
    assert [is_never_reached(ip_address(each)) for each in ("0.0.0.0", "224.0.0.1", "::", "10.0.0.1")] == [  # noqa: S104
        True,
        True,
        True,
        False,
    ]
