"""What Discord may refuse to a duty, and whether that is an outage."""

from __future__ import annotations

import pytest

from bot.chats.contract import TransportError
from muster.refusals import RefusalCode

REFUSED = [
    pytest.param(error, outage, id=f"{error.code}-{outage}-{number}")
    for number, (error, outage) in enumerate(
        [
            (TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True), True),
            (TransportError(RefusalCode.TIMEOUT), True),
            (TransportError(RefusalCode.CONNECTION_LOST), True),
            (TransportError(RefusalCode.REFUSED_CONNECTION, everyone=True), True),
            # As where signing in meets a 5xx, or something bars the machine.
            (TransportError(RefusalCode.SERVICE_ERROR, everyone=True), True),
            (TransportError(RefusalCode.BARRED, everyone=True), True),
            (TransportError(RefusalCode.SERVICE_ERROR), False),
            (TransportError(RefusalCode.QUARANTINED, everyone=True), False),
            (TransportError(RefusalCode.BAD_TOKEN, everyone=True), False),
        ]
    )
]
"""(error, whether it is an outage); none of them names a time."""
