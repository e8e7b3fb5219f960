"""What the parts of the fake Discord share: ids, errors, shapes of accounts and messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse

EPOCH_MS = 1_420_070_400_000
BOT_ID = 900_000_000_000_000_001
GUILD_ID = 800_000_000_000_000_001
VIA = {"Via": "1.1 google"}
"""What the API's own answers carry, and those of Cloudflare in front of it do not."""

_SUPPRESSING = 4 | 4096
_ROWS_MOST, _BUTTONS_MOST, _CUSTOM_ID_MOST, _LABEL_MOST = 5, 5, 100, 80
_LINK = 5
_CONTENT_MOST = 2000


def error(status: int, code: int, words: str) -> JSONResponse:
    return JSONResponse({"message": words, "code": code}, status, VIA)


def account(
    user_id: str, name: str, *, bot: bool = False, global_name: str | None = None
) -> dict[str, Any]:
    return {
        "id": user_id,
        "username": name,
        "discriminator": "0",
        "global_name": global_name,
        "avatar": None,
        "bot": bot,
    }


def new_message(
    message_id: str,
    channel_id: str,
    author: dict[str, Any],
    text: str,
    request: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A message as the API shows it; `request` is what was posted."""
    asked = request or {}
    return {
        "id": message_id,
        "channel_id": channel_id,
        "type": 0,
        "content": text,
        "author": author,
        "timestamp": datetime.now(UTC).isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": int(asked.get("flags") or 0) & _SUPPRESSING,
        "components": asked.get("components") or [],
    }


def bad_components(rows: list[dict[str, Any]]) -> bool:
    """Whether Discord would refuse these rows of buttons."""
    buttons = [button for row in rows for button in row.get("components", [])]
    ids = [button["custom_id"] for button in buttons if "custom_id" in button]
    return (
        len(rows) > _ROWS_MOST
        or any(not 1 <= len(row.get("components", [])) <= _BUTTONS_MOST for row in rows)
        or len(set(ids)) < len(ids)
        or any(_bad_button(button) for button in buttons)
    )


def refuses(body: dict[str, Any]) -> bool:
    """Whether this message, or edit of one, is refused: by Discord's limits, or because it could
    mention somebody, which nothing of ours ever may.
    """
    text = body.get("content") or ""
    mentions = bool(text) and body.get("allowed_mentions") != {"parse": []}
    return mentions or len(text) > _CONTENT_MOST or bad_components(body.get("components") or [])


def _bad_button(button: dict[str, Any]) -> bool:
    label = button.get("label") or ""
    if not 1 <= len(label) <= _LABEL_MOST:
        return True
    if button.get("style") == _LINK:
        address = button.get("url") or ""
        return not address.startswith(("http://", "https://")) or "//127." in address
    return not 1 <= len(button.get("custom_id") or "") <= _CUSTOM_ID_MOST
