"""What is known while Muster is set up: the answers so far, and what the services told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.discord.needs import Need, bot_needs
from muster.settings import Settings, load_settings
from ops.doctor.services import Dates

PORTAL = "https://discord.com/developers/applications"

CARRIED = (
    "MUSTER_DATA_DIR",
    "DISCORD_API_BASE_URL",
    "DISCORD_REDIRECT_URI",
    "TELEGRAM_API_BASE_URL",
    "AVAILABILITY_PLANNING_DISCORD_BOT_TOKEN",
)
"""Nobody is asked for these; where they are set already, the checks go by them."""


@dataclass(frozen=True)
class Choice:
    """Something that a service offers as an answer: what is written, and what is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Application:
    """The Discord application that the bot's token belongs to, and whose it is."""

    id: str
    name: str
    owner_id: str
    owner_name: str


@dataclass
class Known:
    """What is known so far.

    Attributes:
        present: what `.env` and the environment, which wins, set already.
        files: of the secrets among that, which stand in files of their own, the files.
        answers: what was answered, by variable; empty text for what is left out.
        server_name, telegram_username: as the services call them; empty while unknown.
        dates: how the services' clocks differ from ours.
        pasted: variables that came in one piece, and are taken without asking where they fit.
        runs_as: the user of the machine's unit; empty where there is none.
        in_use: whether the database of `DATABASE_URL` has Muster's tables already; None while it
            was not asked.
    """

    present: Mapping[str, str]
    answers: dict[str, str] = field(default_factory=dict[str, str])
    application: Application | None = None
    server_name: str = ""
    telegram_username: str = ""
    dates: Dates = field(default_factory=Dates)
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    in_use: bool | None = None
    runs_as: str = ""
    pasted: set[str] = field(default_factory=set[str])

    def get(self, name: str) -> str:
        """The answer, or what is set where nothing was asked yet; empty where there is neither."""
        return self.answers.get(name, self.present.get(name, ""))

    def data_dir(self, folder: Path) -> Path:
        """The data folder of an installation whose `.env` is in `folder`."""
        return folder / (self.get("MUSTER_DATA_DIR") or "data")

    def settings(self, **candidates: str) -> Settings:
        """Settings of the answers so far and `candidates` (by variable) alone, whatever else is
        set on this machine.
        """
        values = dict.fromkeys(Settings.model_fields, "")
        del values["availability_daily_reminder_time"]  # which empty text would turn off
        chosen = {name: self.present[name] for name in CARRIED if name in self.present}
        chosen |= self.answers | candidates
        values |= {name.lower(): text for name, text in chosen.items()}
        # Half a pair contradicts itself, and what the half is good for needs no settings.
        if not (values["discord_client_id"] and values["discord_client_secret"]):
            values["discord_client_id"] = values["discord_client_secret"] = ""
        if not values["discord_guild_id"]:
            values["availability_discord_scheduled_event"] = ""
        return load_settings(env_file=None, **values)


def wishes(settings: Settings) -> list[Need]:
    """What the bot will need once its channels are named, as far as what it is to do is known."""
    anywhere = {
        "discord_announce_channel_id": settings.discord_announce_channel_id or 1,
        "discord_voice_channel_ids": settings.discord_voice_channel_ids or frozenset({1}),
        "availability_planning_thread_parent_channel_id": (
            settings.availability_planning_thread_parent_channel_id or 1
        ),
    }
    return bot_needs(settings.model_copy(update=anywhere))


def portal(client_id: str, page: str) -> str:
    """A page of the application in the Developer Portal; the portal where its id is not known."""
    return f"{PORTAL}/{client_id}/{page}" if client_id else PORTAL
