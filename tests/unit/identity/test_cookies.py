"""The names of cookies, and which of those that a browser sends count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.responses import Response

from muster.identity.browsers import browser_name
from muster.identity.rules import SESSION_MARK
from website.backend.cookies import Cookies

OLD, NEW = "x" * 43, f"{SESSION_MARK}{'y' * 43}"
HOUR = timedelta(hours=1)
PLACES = [
    ("http://127.0.0.1:8000", "muster_session"),
    ("http://127.0.0.1:8123", "muster_session_8123"),
    ("http://127.0.0.1", "muster_session_80"),
    ("http://[::1]:9000", "muster_session_9000"),
    ("https://muster.example.org", "__Host-muster_session"),
    ("https://muster.example.org:443", "__Host-muster_session"),
    ("https://muster.example.org:8000", "__Host-muster_session_8000"),
]


def scope(*cookies: str) -> dict[str, Any]:
    sent = [(b"cookie", cookie.encode("latin-1")) for cookie in cookies]
    return {"type": "http", "headers": [(b"host", b"x"), *sent]}


def set_cookies(response: Response) -> list[str]:
    return response.headers.getlist("set-cookie")


@pytest.mark.parametrize(("origin", "name"), PLACES)
def test_each_port_and_https_have_a_name_of_their_own(origin: str, name: str) -> None:
    cookies = Cookies(origin)
    assert cookies.session_name == name
    response = Response()
    cookies.set_session(response, NEW)
    (made,) = set_cookies(response)
    assert made.startswith(f"{name}={NEW}; ")
    attributes = {part.strip().lower() for part in made.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert ("secure" in attributes) is origin.startswith("https")
    assert cookies.session_token(scope(f"{name}={NEW}")) == NEW


def test_no_two_places_on_one_host_share_a_name() -> None:
    origins = [f"http://127.0.0.1:{port}" for port in (80, 443, 8000, 8001, 8123)]
    origins += [f"https://127.0.0.1:{port}" for port in (80, 443, 8000, 8001, 8123)]
    assert len({Cookies(origin).session_name for origin in origins}) == len(origins)


@pytest.mark.parametrize(
    ("cookie", "token"),
    [
        ("muster_session_8123=abc", "abc"),
        ("a=b; muster_session_8123=abc; c=d", "abc"),
        ("not_muster_session_8123=abc", None),
        ("muster_session_8124=abc", None),
        ("muster_session_8123=", None),
        ("muster_session_8123=" + "x" * 129, None),
        ("\xff\xfe; muster_session_8123=abc", "abc"),
        ("", None),
    ],
)
def test_the_session_is_found_among_other_cookies(cookie: str, token: str | None) -> None:
    assert Cookies("http://127.0.0.1:8123").session_token(scope(cookie)) == token


@pytest.mark.parametrize("origin", ["https://muster.example.org", "http://127.0.0.1:8123"])
def test_a_session_of_before_is_read_under_the_name_of_before(origin: str) -> None:
    cookies = Cookies(origin)
    before = scope(f"muster_session={OLD}")
    assert (cookies.session_token(before), cookies.moves(before)) == (OLD, True)
    both = scope(f"muster_session={OLD}; {cookies.session_name}={NEW}")
    assert (cookies.session_tokens(both), cookies.moves(both)) == ([NEW, OLD], False)
    response = Response()
    cookies.move_session(response, OLD)
    made, deleted = set_cookies(response)
    assert made.startswith(f"{cookies.session_name}={OLD}; ")
    assert deleted.startswith('muster_session=""; ')


@pytest.mark.parametrize("origin", ["https://muster.example.org", "http://127.0.0.1:8123"])
def test_no_session_of_now_counts_under_the_name_of_before(origin: str) -> None:
    planted = scope(f"muster_session={NEW}")
    assert Cookies(origin).session_tokens(planted) == []


def test_every_sign_in_under_way_has_a_cookie_of_its_own() -> None:
    for origin in ("https://muster.example.org", "http://127.0.0.1:8123"):
        cookies, response = Cookies(origin), Response()
        for state in ("first", "second"):
            cookies.set_sign_in(response, scope(), state, HOUR)
        browser = scope("; ".join(made.partition(";")[0] for made in set_cookies(response)))
        assert cookies.has_sign_in(browser, "first")
        assert cookies.has_sign_in(browser, "second")
        for state in ("third", "", "\ud800"):
            assert not cookies.has_sign_in(browser, state)
        name = set_cookies(response)[0].partition("=")[0]
        assert not cookies.has_sign_in(scope(f"{name}=another"), "first")


def test_of_many_sign_ins_the_oldest_are_forgotten() -> None:
    cookies, held = Cookies("https://muster.example.org"), dict[str, str]()
    for number in range(12):
        response = Response()
        jar = "; ".join(f"{name}={value}" for name, value in held.items())
        cookies.set_sign_in(response, scope(jar), f"state-{number}", HOUR)
        for made in set_cookies(response):
            name, _, value = made.partition(";")[0].partition("=")
            if "Max-Age=0" in made:
                del held[name]
            else:
                held[name] = value
    assert sorted(held.values()) == sorted(f"state-{number}" for number in range(7, 12))


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "Safari, macOS",
        ),
        ("Firefox/1", "Firefox"),
        ("curl/8.0", None),
        ("", None),
        ("\x00" * 5000, None),
    ],
)
def test_a_browser_has_a_name_of_two_words(user_agent: str, name: str | None) -> None:
    assert browser_name(user_agent) == name
