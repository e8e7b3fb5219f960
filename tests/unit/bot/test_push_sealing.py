"""What is sent to browsers can be read by them alone, and by every browser (RFC 8291, 8292)."""

from __future__ import annotations

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bot.push.sealing import PLAIN_MOST, sealed
from muster.channels.push_rules import PushSubscription
from tests.support.fakes.push import b64, decrypted, unb64

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
BROWSER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
SUBSCRIPTION = PushSubscription("https://push.example.org/1", BROWSER_POINT, AUTH)

NO_POINT = b64(b"\x04" + bytes(64))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(text), "big"), ec.SECP256R1())


def test_the_library_makes_the_bytes_of_the_standards_example() -> None:
    made = http_ece.encrypt(
        PLAIN,
        salt=unb64(SALT),
        private_key=private_key(SENDER),
        dh=unb64(BROWSER_POINT),
        auth_secret=unb64(AUTH),
        rs=4096,
        version="aes128gcm",
    )
    assert b64(made) == BODY


def test_the_fake_reads_the_standards_example() -> None:
    assert decrypted(unb64(BODY), private_key(BROWSER), unb64(AUTH)) == PLAIN


def test_what_is_sealed_is_read_by_its_browser_alone_and_differs_every_time() -> None:
    first, second = sealed(PLAIN, SUBSCRIPTION), sealed(PLAIN, SUBSCRIPTION)
    assert first != second
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]  # a key of its own for each message
    for body in (first, second):
        assert decrypted(body, private_key(BROWSER), unb64(AUTH)) == PLAIN
        with pytest.raises(ValueError, match="not for this"):
            decrypted(body, private_key(SENDER), unb64(AUTH))
        with pytest.raises(ValueError, match="not for this"):
            decrypted(body, private_key(BROWSER), bytes(16))
        damaged = body[:-1] + bytes([body[-1] ^ 1])
        with pytest.raises(ValueError, match="not for this"):
            decrypted(damaged, private_key(BROWSER), unb64(AUTH))


def test_the_longest_payload_fits_what_services_take() -> None:
    body = sealed(b"x" * PLAIN_MOST, SUBSCRIPTION)
    assert len(body) <= 4096
    assert decrypted(body, private_key(BROWSER), unb64(AUTH)) == b"x" * PLAIN_MOST
    with pytest.raises(ValueError, match="too long"):
        sealed(b"x" * (PLAIN_MOST + 1), SUBSCRIPTION)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        ("AAAA", AUTH),
        (NO_POINT, AUTH),
        ("%%%", AUTH),
        (BROWSER_POINT, "%"),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sealed(PLAIN, PushSubscription("https://push.example.org/1", p256dh, auth))
