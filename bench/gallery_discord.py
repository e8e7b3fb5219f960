"""The tonight message as Discord would show it: our text and buttons on a page of our own."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord

_ICON = Path(__file__).parents[1] / "website/frontend/public/icons/icon-192.png"
_TIME = re.compile(r"&lt;t:(\d+):([tDR])&gt;")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ESCAPED = re.compile(r"\\([^\w\s])")
_KINDS = {
    discord.ButtonStyle.success.value: "success",
    discord.ButtonStyle.primary.value: "primary",
    discord.ButtonStyle.danger.value: "danger",
}

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.375 Inter, system-ui, sans-serif }
body { margin: 0; background: light-dark(#fff, #313338); color: light-dark(#2e3338, #dbdee1) }
article { display: flex; gap: 16px; padding: 24px 20px; max-width: 720px }
img { inline-size: 40px; block-size: 40px; border-radius: 50%; background: #22262c; flex: none }
header { display: flex; align-items: baseline; gap: 6px; font-weight: 600 }
header small { font-weight: 400; color: light-dark(#5c5e66, #949ba4) }
.bot { background: #5865f2; color: #fff; font-size: 11px; padding: 1px 5px; border-radius: 4px }
h2 { font-size: 20px; line-height: 1.3; margin: 6px 0 4px } p { margin: 0 }
time { background: light-dark(#0000000d, #ffffff0f); border-radius: 3px; padding: 0 2px }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px }
.row span { background: light-dark(#ebedef, #4e5058); color: light-dark(#2e3338, #fff);
  border-radius: 8px; padding: 7px 16px; font-size: 14px; font-weight: 500 }
.row .success { background: #248046; color: #fff }
.row .primary { background: #5865f2; color: #fff }
.row .danger { background: #da373c; color: #fff } .row .link::after { content: "  \\2197" }
"""


def message_page(text: str, view: discord.ui.View, now: datetime, zone: ZoneInfo) -> str:
    """A page with one message of the bot in it.

    Args:
        text: in Discord's own marks.
        now: when it is looked at, aware; times are those of `zone`.
    """
    icon = base64.b64encode(_ICON.read_bytes()).decode()
    lines = "".join(_line(line, now, zone) for line in text.split("\n"))
    rows = "".join(map(_row, view.to_components()))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Discord</title>'
        f"<style>{_STYLE}</style><article>"
        f'<img src="data:image/png;base64,{icon}" alt=""><div>'
        '<header>Muster <span class="bot">APP</span>'
        f"<small>{now.astimezone(zone):%H:%M}</small></header>{lines}{rows}</div></article>"
    )


def _line(line: str, now: datetime, zone: ZoneInfo) -> str:
    tag, words = ("h2", line[3:]) if line.startswith("## ") else ("p", line)
    shown = _BOLD.sub(r"<strong>\1</strong>", escape(words))
    shown = _TIME.sub(lambda found: _time(int(found[1]), found[2], now, zone), shown)
    shown = _ESCAPED.sub(r"\1", shown)
    return f"<{tag}>{shown}</{tag}>"


def _time(seconds: int, style: str, now: datetime, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(seconds, zone)
    shown: Mapping[str, Callable[[], str]] = {
        "t": lambda: f"{at:%H:%M}",
        "D": lambda: f"{at.day} {at:%B %Y}",
        "R": lambda: _relative(round((at - now).total_seconds() / 60)),
    }
    return f"<time>{shown[style]()}</time>"


def _relative(minutes: int) -> str:
    number, unit = (abs(minutes), "minute") if abs(minutes) < 60 else (abs(minutes) // 60, "hour")
    words = f"{number} {unit}{'' if number == 1 else 's'}"
    return f"in {words}" if minutes >= 0 else f"{words} ago"


def _row(row: Mapping[str, Any]) -> str:
    buttons = "".join(map(_button, row["components"]))
    return f'<div class="row">{buttons}</div>'


def _button(button: Mapping[str, Any]) -> str:
    kind = "link" if button.get("url") else _KINDS.get(button["style"], "secondary")
    return f'<span class="{kind}">{escape(str(button["label"]))}</span>'
