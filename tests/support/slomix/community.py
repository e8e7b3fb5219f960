"""Who is in slomix's community, and how slomix writes times and secrets down."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from cryptography.fernet import Fernet

PASSPHRASE = "correct horse battery staple"
"""What slomix has as CONTACT_DATA_ENCRYPTION_KEY."""

ANNA, BOJAN, CILKA, DAN, EVA = 9001, 9002, 9003, 9004, 9005
FILIP, GREGA, HANA, IVAN, JAN = 9006, 9007, 9008, 9009, 9010
EVERYBODY = (ANNA, BOJAN, CILKA, DAN, EVA, FILIP, GREGA, HANA, IVAN, JAN)
IVANS_USER = 77
"""slomix's user id of Ivan, which is not his Discord id."""
GONE = 123456
"""Somebody of whom only logs know."""

ANNAS_CHAT, BOJANS_NUMBER = "7001001", "+12025550101"
ANNOUNCED_IN = 555000555
THREAD = 1234567890123456789


def sealed(text: str) -> str:
    """`text` as slomix keeps it."""
    key = base64.urlsafe_b64encode(hashlib.sha256(PASSPHRASE.encode()).digest())
    return Fernet(key).encrypt(text.encode()).decode()


def at(text: str) -> datetime:
    """An instant as slomix's server writes it down, without a zone."""
    return datetime.fromisoformat(text)
