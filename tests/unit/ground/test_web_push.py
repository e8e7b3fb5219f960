"""The keys of web push: ours, what is signed with them, and browsers'."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from muster.settings import SettingsError, load_settings
from muster.web_push import (
    SenderKeys,
    generate_sender_key,
    is_browser_key,
    is_browser_secret,
    is_private_key,
)
from tests.support.fakes.push import b64, unb64

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
ENDPOINT = "https://push.example.org:8443/abc/def"
SUBJECT = "mailto:admin@example.org"


def claims_of(header: str) -> dict[str, object]:
    token = header.removeprefix("vapid t=").partition(",")[0]
    return json.loads(unb64(token.split(".")[1]))


def test_a_signature_names_the_service_alone_and_is_checked_with_the_public_key() -> None:
    keys = SenderKeys([generate_sender_key()], SUBJECT)
    header = keys.authorization(keys.first.key_id, ENDPOINT, NOW)
    assert header.startswith("vapid t=")
    assert header.endswith(f"k={keys.first.public}")
    told = claims_of(header)
    assert told == {
        "aud": "https://push.example.org:8443",
        "sub": SUBJECT,
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
    }
    token = header.removeprefix("vapid t=").partition(",")[0]
    signed, _, signature = token.rpartition(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = unb64(keys.first.public)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    public.verify(der, signed.encode(), ec.ECDSA(SHA256()))


def test_it_is_signed_once_for_hours_and_again_before_it_ends_or_where_the_clock_went_back() -> (
    None
):
    keys = SenderKeys([generate_sender_key()], SUBJECT)

    def at(hours: float) -> str:
        return keys.authorization(keys.first.key_id, ENDPOINT, NOW + timedelta(hours=hours))

    first = at(0)
    assert at(10.9) == first
    again = at(11.5)
    assert again != first
    assert claims_of(again)["exp"] == int((NOW + timedelta(hours=23.5)).timestamp())
    assert claims_of(at(-1))["exp"] == int((NOW + timedelta(hours=11)).timestamp())
    other = keys.authorization(keys.first.key_id, "https://other.example.org/", NOW)
    assert claims_of(other)["aud"] == "https://other.example.org"


def test_an_older_key_still_signs_for_whoever_subscribed_to_it() -> None:
    old, new = generate_sender_key(), generate_sender_key()
    before, after = SenderKeys([old], SUBJECT), SenderKeys([new, old], SUBJECT)
    assert before.first != after.first
    assert before.first.key_id in after
    header = after.authorization(before.first.key_id, ENDPOINT, NOW)
    assert header.endswith(f"k={before.first.public}")
    assert before.first.key_id not in SenderKeys([new], SUBJECT)


def test_browsers_keys_are_points_and_secrets_of_their_length() -> None:
    keys = SenderKeys([generate_sender_key()], SUBJECT)
    assert is_browser_key(keys.first.public)
    assert is_browser_key(keys.first.public + "=")
    for bad in (
        "",
        "A",
        keys.first.public[:-2],
        b64(b"\x04" + bytes(64)),
        b64(bytes(65)),
        "é" * 87,
    ):
        assert not is_browser_key(bad)
    assert is_browser_secret(b64(bytes(16)))
    assert not is_browser_secret(b64(bytes(15)))
    assert not is_browser_secret("!")
    assert is_private_key(generate_sender_key())
    assert not is_private_key(b64(bytes(32)))


def test_settings_take_keys_and_whom_to_turn_to_and_show_no_key() -> None:
    key = generate_sender_key()
    settings = load_settings(
        env_file=None,
        muster_vapid_private_key=f" {key} ,{key}",
        frontend_origin="https://m.example",
    )
    assert settings.push_subject == "https://m.example"
    assert not settings.push_configured  # what browsers give us could not be kept
    assert SenderKeys.from_settings(settings) is not None
    assert key not in repr(settings)
    assert load_settings(env_file=None).push_subject.startswith("mailto:")
    for bad in ("short", key + "x", f"{key},"):
        with pytest.raises(SettingsError) as caught:
            load_settings(env_file=None, muster_vapid_private_key=bad)
        assert "MUSTER_VAPID_PRIVATE_KEY" in str(caught.value)
        assert bad not in str(caught.value)
    for bad in ("admin@example.org", "http://example.org", "mailto:", "https://localhost"):
        with pytest.raises(SettingsError):
            load_settings(env_file=None, muster_vapid_subject=bad)
