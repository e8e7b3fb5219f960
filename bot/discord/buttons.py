"""Buttons that work after a restart: what one does stands in its own id on Discord."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

ID_MOST = 100
"""Characters that Discord allows in a button's id."""

_LABEL_MOST = 80
_TEMPLATE = re.compile(r"(?s)muster:(?P<action>[a-z_]{1,20})(?::(?P<argument>.*))?")


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """A button that asks the client's `press` for `action` with `argument`.

    Raises:
        ValueError: both together are too long for Discord (see `fits`).
    """

    def __init__(
        self,
        label: str,
        action: str,
        argument: str = "",
        *,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        row: int | None = None,
    ) -> None:
        if not fits(action, argument):
            raise ValueError("too long for a button")
        super().__init__(
            discord.ui.Button(
                label=label if len(label) <= _LABEL_MOST else f"{label[: _LABEL_MOST - 1]}…",
                custom_id=_id(action, argument),
                style=style,
                row=row,
            )
        )
        self.action = action
        self.argument = argument

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(label or "?", match["action"], match["argument"] or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.press(interaction, self.action, self.argument)


def fits(action: str, argument: str) -> bool:
    """Whether Discord takes a button with these."""
    return len(_id(action, argument)) <= ID_MOST


def view_of(*buttons: discord.ui.Item[Any]) -> discord.ui.View:
    """A message's buttons; nothing of them is kept in memory once they are sent."""
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    view.stop()  # presses come to `ActionButton` by their ids, nobody waits for them here
    return view


def link(label: str, url: str, *, row: int | None = None) -> discord.ui.Button[Any]:
    """A button that opens a page."""
    return discord.ui.Button(label=label, url=url, row=row)


def _id(action: str, argument: str) -> str:
    return f"muster:{action}:{argument}" if argument else f"muster:{action}"
