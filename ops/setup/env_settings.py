"""What `.env` and the environment mean to Muster while it is set up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from muster.secret_files import file_variable, read_secrets
from muster.settings import ENV_FILE, SECRETS, Settings, child_environment, load_settings
from ops.setup import env_text
from ops.setup.asked import BY_NAME
from ops.setup.env_write import SetupError
from ops.setup.known import Known
from ops.setup.questions import refusal
from ops.setup.settle import part_of, settle, wanted

_FILES = {file_variable(name): name.upper() for name in SECRETS}
"""By the variable that may name a secret's file, the secret's own."""


def in_environment() -> dict[str, str]:
    """The settings that the environment has, by their names in upper case; the variables that name
    a secret's file, too.
    """
    known = {name.upper() for name in Settings.model_fields} | set(_FILES)
    return {
        name.upper(): value.strip()
        for name, value in child_environment().items()
        if name.upper() in known and value.strip()
    }


def _from_files(values: Mapping[str, str]) -> dict[str, str]:
    """The secrets that stand in files of their own, by their variables.

    Raises:
        SetupError: one of them cannot be read, or is set otherwise, too.
    """
    given = {name.lower(): value for name, value in values.items()}
    found, refused = read_secrets(SECRETS, given, ())
    if refused:
        raise SetupError("\n".join(refused))
    return {name.upper(): value for name, value in found.items()}


def known_from(text: str) -> Known:
    """What is known before the first question, by the text of `.env` and by the environment.

    Raises:
        SetupError: a value that nobody is asked for would stop every start.
    """
    present = {
        name: value
        for name, value in env_text.values_of(text).items()
        if name.lower() in Settings.model_fields or name in _FILES
    }
    unasked = [name for name in present if name not in BY_NAME and name not in _FILES]
    lines = [
        f"{name} in {ENV_FILE}: {sentence}; mend it first"
        for name in unasked
        if (sentence := refusal(name, present[name])) is not None
    ]
    if lines:
        raise SetupError("\n".join(lines))
    present |= in_environment()
    files = {_FILES[name]: present.pop(name) for name in _FILES if name in present}
    secrets = _from_files(present | {file_variable(name): path for name, path in files.items()})
    return Known(present | secrets, files=files)


def outcome(text: str, known: Known, folder: Path) -> tuple[str, list[env_text.Change], list[str]]:
    """What `.env` is to say, how that differs from `text`, and sentences about what was added.

    What the environment sets is taken along: the service will not have this environment.

    Raises:
        SettingsError: Muster would not start with it; one line for each variable.
    """
    for name, value in known.present.items():
        known.answers.setdefault(name, value)
    said = settle(known, folder)
    for name, path in known.files.items():
        stays = known.answers[name] == known.present[name]
        known.answers[file_variable(name)] = path if stays else ""
        if stays:
            known.answers[name] = ""
    changes = env_text.changes(text, wanted(known, env_text.values_of(text)))
    new = env_text.changed(text, changes, part_of)
    empty = dict.fromkeys(Settings.model_fields, "")
    del empty["availability_daily_reminder_time"]  # which empty text would turn off
    told = env_text.values_of(new)
    values = {name.lower(): value for name, value in (told | _from_files(told)).items()}
    load_settings(env_file=None, **(empty | values))
    return new, changes, said
