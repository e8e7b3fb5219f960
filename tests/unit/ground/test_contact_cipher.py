"""How addresses are encrypted and found again."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from muster.crypto import ContactCipher, UnreadableContact, generate_contact_key
from muster.settings import load_settings

OLD, NEW = generate_contact_key(), generate_contact_key()


def test_what_is_encrypted_is_read_again_and_never_looks_the_same() -> None:
    cipher = ContactCipher([NEW])
    first, second = cipher.encrypt("@čuk"), cipher.encrypt("@čuk")
    assert first != second
    assert cipher.decrypt(first) == cipher.decrypt(second) == "@čuk"


def test_the_first_key_encrypts_and_all_of_them_read() -> None:
    before, during, after = (ContactCipher(keys) for keys in ([OLD], [NEW, OLD], [NEW]))
    assert during.decrypt(before.encrypt("x")) == "x"
    assert after.decrypt(during.encrypt("x")) == "x"
    with pytest.raises(UnreadableContact):
        after.decrypt(before.encrypt("x"))
    with pytest.raises(UnreadableContact):
        after.decrypt(b"damaged")


def test_a_key_s_name_shows_the_key_to_nobody() -> None:
    assert ContactCipher([NEW]).key_id == ContactCipher([NEW, OLD]).key_id
    assert ContactCipher([NEW]).key_id != ContactCipher([OLD]).key_id
    assert ContactCipher([NEW]).key_id not in NEW


def test_hashes_depend_on_key_channel_and_address() -> None:
    both = ContactCipher([NEW, OLD]).hashes("signal", "+38640123467")
    assert both == [
        ContactCipher([NEW]).hashes("signal", "+38640123467")[0],
        ContactCipher([OLD]).hashes("signal", "+38640123467")[0],
    ]
    assert {len(each) for each in both} == {32}
    assert ContactCipher([NEW]).hashes("telegram", "+38640123467")[0] not in both


def test_the_setting_is_a_list_and_may_be_unset() -> None:
    settings = load_settings(
        env_file=None, contact_data_encryption_key=SecretStr(f" {NEW} , {OLD} ")
    )
    cipher = ContactCipher.from_settings(settings)
    assert cipher is not None
    assert cipher.key_id == ContactCipher([NEW]).key_id
    assert cipher.decrypt(ContactCipher([OLD]).encrypt("x")) == "x"
    assert ContactCipher.from_settings(load_settings(env_file=None)) is None
    with pytest.raises(ValueError, match="at least one key"):
        ContactCipher([])
