"""Which addresses events may go to, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from muster.reach import reach_of
from muster.webhooks.addresses import (
    AddressRefused,
    check_address,
    may_reach,
    shown_address,
)

PRIVATE = [
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "127.0.0.1",
    "127.8.8.8",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "::1",
    "fc00::1",
    "fd12:3456::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "::ffff:0:192.168.0.1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "100::1",
]
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "fec0::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "nonsense",
    "",
    "2130706433",
    "0x7f.0.0.1",
    "0177.0.0.1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "192.169.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_networks_of_ones_own_are_reached_only_where_that_is_allowed(address: str) -> None:
    assert reach_of(address) == "private"
    for https in (True, False):
        assert may_reach(address, https=https, allow_private=True)
        assert not may_reach(address, https=https, allow_private=False)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_reached(address: str) -> None:
    assert reach_of(address) == "never"
    for allow_private in (True, False):
        assert not may_reach(address, https=True, allow_private=allow_private)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_others_are_reached_encrypted_alone(address: str) -> None:
    assert reach_of(address) == "public"
    for allow_private in (True, False):
        assert may_reach(address, https=True, allow_private=allow_private)
        assert not may_reach(address, https=False, allow_private=allow_private)


@given(some.ip_addresses(v=4))
def test_an_address_leads_to_the_same_place_however_it_is_written(address: object) -> None:
    plain = reach_of(str(address))
    assert reach_of(f"::ffff:{address}") == plain
    assert reach_of(f"64:ff9b::{address}") == plain


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("https://example.org", "https://example.org/", "https://example.org"),
        (
            "HTTPS://Example.ORG:443/a/B?c=D",
            "https://example.org/a/B?c=D",
            "https://example.org",
        ),
        (
            "https://hooks.example.org:8443/secret/x%2Fy",
            "https://hooks.example.org:8443/secret/x%2Fy",
            "https://hooks.example.org:8443",
        ),
        ("https://8.8.8.8/in", "https://8.8.8.8/in", "https://8.8.8.8"),
        (
            "https://[2606:4700:4700::1111]:8443/in",
            "https://[2606:4700:4700::1111]:8443/in",
            "https://[2606:4700:4700::1111]:8443",
        ),
        ("https://xn--kva.example/", "https://xn--kva.example/", "https://xn--kva.example"),
    ],
)
def test_an_address_is_stored_in_one_way_and_shown_without_its_path(
    written: str, stored: str, shown: str
) -> None:
    assert check_address(written, allow_private=False) == stored
    assert check_address(stored, allow_private=False) == stored
    assert shown_address(stored) == shown


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "not_http"),
        ("example.org/hook", "not_http"),
        ("ftp://example.org/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("gopher://example.org/", "not_http"),
        ("https:/\\example.org/", "not_http"),
        ("https://example.org/a b", "not_http"),
        ("https://example.org/ä", "not_http"),
        ("https://exämple.org/", "not_http"),
        ("https://example.org:99999/", "not_http"),
        ("https://[::1/", "not_http"),
        ("http://example.org/", "https_only"),
        ("http://8.8.8.8/", "https_only"),
        ("https://user:word@example.org/", "credentials"),
        ("https://user@example.org/", "credentials"),
        ("https://example.org@10.0.0.1/", "credentials"),
        ("https://@example.org/", "credentials"),
        ("https://example.org/#part", "fragment"),
        ("https://example.org:22/", "port"),
        ("https://example.org:80/", "port"),
        ("https://example.org:25/", "port"),
        ("https://", "host"),
        ("https:///path", "host"),
        ("https://-bad.example/", "host"),
        ("https://a..b/", "host"),
        ("https://2130706433/", "host"),
        ("https://0x7f000001/", "host"),
        ("https://0177.0.0.1/", "host"),
        ("https://127.1/", "host"),
        ("https://1.2.3.4.5/", "host"),
        ("https://10.0.0.0x1/", "host"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://localhost/", "private"),
        ("https://localhost.:8443/", "private"),
        ("https://printer.local/", "private"),
        ("https://metadata.google.internal/", "private"),
        ("https://intranet/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://169.254.169.254/latest/meta-data/", "private"),
        ("https://0.0.0.0/", "private"),
        ("https://100.64.0.1/", "private"),
        ("https://example.org/" + "x" * 2000, "too_long"),
    ],
)
def test_what_is_no_address_for_events_is_refused_with_why(written: str, fault: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        check_address(written, allow_private=False)
    assert refused.value.fault == fault
    assert written == "" or written not in str(refused.value)


@pytest.mark.parametrize(
    "written",
    [
        "http://127.0.0.1:9000/in",
        "http://localhost/in",
        "http://receiver:8080/in",
        "http://printer.local/",
        "https://10.1.2.3/",
        "http://[::1]:9000/",
    ],
)
def test_where_it_is_allowed_networks_of_ones_own_are_addresses(written: str) -> None:
    assert check_address(written, allow_private=True) == written
    with pytest.raises(AddressRefused):
        check_address(written, allow_private=False)


@pytest.mark.parametrize(
    "written",
    ["http://169.254.169.254/", "http://0.0.0.0/", "https://[fe80::1]/", "http://8.8.8.8/in"],
)
def test_some_are_refused_also_there(written: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(written, allow_private=True)


@given(some.text(max_size=60))
def test_anything_is_an_address_or_refused(text: str) -> None:
    for prefix in ("", "https://", "https://["):
        try:
            stored = check_address(prefix + text, allow_private=False)
        except AddressRefused:
            continue
        assert stored.startswith("https://")
        assert check_address(stored, allow_private=False) == stored
