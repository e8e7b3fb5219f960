"""Tokens and keys."""

from __future__ import annotations

from cryptography.fernet import Fernet

from muster.crypto import generate_contact_key, new_token, token_hash


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def test_a_hash_depends_on_the_token_and_on_the_key() -> None:
    assert len(token_hash("token", b"key")) == 32
    assert token_hash("token", b"key") == token_hash("token", b"key")
    assert token_hash("token", b"key") != token_hash("other", b"key")
    assert token_hash("token", b"key") != token_hash("token", b"other")


def test_whatever_a_caller_sends_as_a_token_can_be_hashed() -> None:
    for token in ("", "\x00", "é", "\ud800", "x" * 10_000):
        assert len(token_hash(token, b"key")) == 32


def test_a_contact_key_is_one_that_fernet_takes() -> None:
    secret = Fernet(generate_contact_key()).encrypt(b"@ana")
    assert b"@ana" not in secret
