"""What `.env` and the environment mean to Muster while it is set up."""

from __future__ import annotations

from pathlib import Path

from muster.settings import ENV_FILE, Settings, child_environment, load_settings
from ops.setup import env_text
from ops.setup.asked import BY_NAME
from ops.setup.env_write import SetupError
from ops.setup.known import Known
from ops.setup.questions import refusal
from ops.setup.settle import part_of, settle, wanted


def in_environment() -> dict[str, str]:
    """The settings that the environment has, by their names in upper case."""
    known = {name.upper() for name in Settings.model_fields}
    return {
        name.upper(): value.strip()
        for name, value in child_environment().items()
        if name.upper() in known and value.strip()
    }


def known_from(text: str) -> Known:
    """What is known before the first question, by the text of `.env` and by the environment.

    Raises:
        SetupError: a value that nobody is asked for would stop every start.
    """
    present = {
        name: value
        for name, value in env_text.values_of(text).items()
        if name.lower() in Settings.model_fields
    }
    lines = [
        f"{name} in {ENV_FILE}: {sentence}; mend it first"
        for name, value in present.items()
        if name not in BY_NAME and (sentence := refusal(name, value)) is not None
    ]
    if lines:
        raise SetupError("\n".join(lines))
    return Known(present | in_environment())


def outcome(text: str, known: Known, folder: Path) -> tuple[str, list[env_text.Change], list[str]]:
    """What `.env` is to say, how that differs from `text`, and sentences about what was added.

    What the environment sets is taken along: the service will not have this environment.

    Raises:
        SettingsError: Muster would not start with it; one line for each variable.
    """
    for name, value in known.present.items():
        known.answers.setdefault(name, value)
    said = settle(known, folder)
    changes = env_text.changes(text, wanted(known, env_text.values_of(text)))
    new = env_text.changed(text, changes, part_of)
    empty = dict.fromkeys(Settings.model_fields, "")
    del empty["availability_daily_reminder_time"]  # which empty text would turn off
    values = {name.lower(): value for name, value in env_text.values_of(new).items()}
    load_settings(env_file=None, **(empty | values))
    return new, changes, said
