"""What a message says to the page's service worker, in few bytes. Pure.

A page of an older version may read it, or one of a newer one: members are added, never changed.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from bot.chats.contract import Notification, OutgoingMessage
from bot.push.sealing import PLAIN_MOST
from muster.words import known_language, words

say = words("push")

_TEXT_LEAST = 200
_SAYINGS = ("kept", "signed-out", "not-sent")


def payload_of(message: OutgoingMessage, notification: Notification) -> bytes:
    """The payload, at most `PLAIN_MOST` bytes: a longer text is cut.

    `n` nonce, `t` title, `b` body, `u` path on the page, `l` language, `a` answers as
    [label, data], `c` badge, `z` until when it is of use (seconds since 1970), `s` what the worker
    says by itself where an answer could not be sent at once.
    """
    language = known_language(notification.language) or "en"
    told: dict[str, Any] = {
        "n": message.nonce,
        "t": notification.title,
        "b": message.text,
        "u": _path_of(message.link),
        "l": language,
        "z": int(notification.useful_until.timestamp()),
    }
    if message.answers:
        told["a"] = [[each.label, each.data] for each in message.answers]
        told["s"] = {name: say(name).in_language(language) for name in _SAYINGS}
    if notification.badge is not None:
        told["c"] = notification.badge
    encoded = _encoded(told)
    while len(encoded) > PLAIN_MOST and len(told["b"]) > _TEXT_LEAST:
        told["b"] = told["b"][: max(_TEXT_LEAST, len(told["b"]) - 200) - 1] + "…"
        encoded = _encoded(told)
    return encoded


def _encoded(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _path_of(link: str | None) -> str:
    """A link without its origin: the worker has its own."""
    if link is None:
        return "/"
    parts = urlsplit(link)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}{fragment}"
