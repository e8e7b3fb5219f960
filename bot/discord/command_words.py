"""How Discord lists our commands, in each of our languages that it knows. Pure.

A command's name stays as it is, so that everybody means the same by `/avail`; what is said of it,
and what options and choices are called, is in the language of whoever looks. Discord knows no
Slovenian: what it falls back to is the community's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation, TranslationContextTypes, locale_str

from muster.words import Language, Sentence, known_language, words

DESCRIPTION_MOST = 100
NAME_MOST = 32

say = words("discordCommands")

_SAID = "said"


def told(sentence: Sentence) -> locale_str:
    """A description, or a choice's name, that Discord is given in several languages.

    What it falls back to is put in by `commands_payload`; until then its place is held by the
    name of the message.
    """
    return locale_str(f"{sentence.subject}.{sentence.id}", **{_SAID: sentence})


AVAIL: Final = told(say("avail"))
AVAIL_SET: Final = told(say("avail-set"))
AVAIL_CLEAR: Final = told(say("avail-clear"))
AVAIL_SHOW: Final = told(say("avail-show"))
QUEUE: Final = told(say("queue"))
TOMORROW: Final = told(say("tomorrow"))
LINK: Final = told(say("link"))
LINK_TELEGRAM: Final = told(say("link-telegram"))
LINK_SIGNAL: Final = told(say("link-signal"))
PROMOTE: Final = told(say("promote"))
PROMOTE_PREVIEW: Final = told(say("promote-preview"))
PROMOTE_START: Final = told(say("promote-start"))
PROMOTE_CANCEL: Final = told(say("promote-cancel"))
CALL: Final = told(say("call"))
CALL_PREVIEW: Final = told(say("call-preview"))
CALL_START: Final = told(say("call-start"))
CALL_STOP: Final = told(say("call-stop"))
PLAN: Final = told(say("plan"))
PLAN_OPEN: Final = told(say("plan-open"))
PLAN_JOIN: Final = told(say("plan-join"))
PLAN_TEAMS: Final = told(say("plan-teams"))
SETTINGS: Final = told(say("settings"))
AWAY: Final = told(say("away"))

STATUS_OPTION: Final = told(say("option-status"))
DAY_OPTION: Final = told(say("option-day"))
FROM_OPTION: Final = told(say("option-from"))
ONLY_IF_OPTION: Final = told(say("option-only-if"))
AVAILABLE_OPTION: Final = told(say("option-available"))
MAYBE_OPTION: Final = told(say("option-maybe"))
DRY_RUN_OPTION: Final = told(say("option-dry-run"))
MOST_OPTION: Final = told(say("option-most"))
WAIT_OPTION: Final = told(say("option-wait"))
UNTIL_OPTION: Final = told(say("option-until"))

OPTION_NAMES: Final[Mapping[str, Sentence]] = {
    "status": say("name-status"),
    "day": say("name-day"),
    "from": say("name-from"),
    "only_if": say("name-only-if"),
    "available": say("name-available"),
    "maybe": say("name-maybe"),
    "dry_run": say("name-dry-run"),
    "most": say("name-most"),
    "wait": say("name-wait"),
    "until": say("name-until"),
}
"""An option as the code calls it, and as people read it: the same word for it in all commands."""


class Translator(app_commands.Translator):
    """What discord.py asks for each text and each of Discord's languages."""

    def __init__(self, community: Language) -> None:
        self._community: Language = community
        self.fallbacks: dict[str, str] = {}
        """By the names that hold their places, the texts that Discord falls back to."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        sentence: Sentence | None = string.extras.get(_SAID)
        if sentence is not None:
            self.fallbacks[string.message] = sentence.in_language(self._community)
        elif context.location is TranslationContextLocation.parameter_name:
            sentence = OPTION_NAMES.get(string.message)
        language = known_language(locale.value)
        if sentence is None or language is None:
            return None
        told_anyway = self.fallbacks.get(string.message, string.message)
        said = sentence.in_language(language)
        return None if said == told_anyway else said


async def commands_payload(
    tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None, community: Language
) -> list[dict[str, Any]]:
    """Our commands as Discord's API takes them, for a server or, where it is None, for all."""
    translator = Translator(community)
    payload = [
        await command.get_translated_payload(tree, translator)
        for command in tree.get_commands(guild=guild)
    ]
    return [_with_fallbacks(each, translator.fallbacks) for each in payload]


def _with_fallbacks(part: dict[str, Any], fallbacks: Mapping[str, str]) -> dict[str, Any]:
    """A command, an option or a choice with the texts that Discord falls back to."""
    filled = {
        name: fallbacks.get(value, value) if name in ("name", "description") else value
        for name, value in part.items()
    }
    for name in ("options", "choices"):
        if name in part:
            filled[name] = [_with_fallbacks(each, fallbacks) for each in part[name]]
    return filled
