"""`muster demo`: a sandbox with a community of its own, whatever this machine is set up for."""

from __future__ import annotations

from pathlib import Path

from muster import adopted_settings
from muster.crypto import ContactCipher, generate_contact_key
from muster.sandbox.rules import PERSONAS
from muster.secret_files import kept_secret
from muster.settings import Settings, load_settings
from muster.web_push import generate_sender_key
from ops.up.supervisor import Plan

DATA_DIR = Path("demo-data")

_TELEGRAM_BOT = "muster_demo_made_up_bot"

_FOLLOWUP_CHANNEL_ID = 1000000000000000901
"""Made up: the outbox shows what would be posted there."""

_OF_THE_OPERATOR = (
    "muster_log_format",
    "muster_log_level",
    "availability_promotion_reminder_time",
    "availability_promotion_start_time",
    "community_name",
    "community_crest",
    "community_accent",
    "muster_language",
)
"""The only settings that the demo takes from the environment; the evening's times, so that a
campaign can be tried at any hour, and the community's look and language, so that they can be tried
on."""


def demo_plan(port: int) -> Plan:
    """What `muster demo` runs: on this machine alone, on `./demo-data` alone."""
    from ops.demo.data import claim, fill
    from ops.demo.voice import keep_voice

    settings = demo_settings(port)
    environment = _environment(settings)

    async def guard(url: str) -> None:
        await claim(url)
        # What is linked in the demo stays readable, so its key is kept beside its database.
        key = kept_secret(DATA_DIR / "contact_key", generate_contact_key)
        environment["CONTACT_DATA_ENCRYPTION_KEY"] = key.decode()
        # So do the devices that were let in, as long as it is the same sender.
        sender = kept_secret(DATA_DIR / "vapid_key", generate_sender_key)
        environment["MUSTER_VAPID_PRIVATE_KEY"] = sender.decode()

    async def prepare(url: str) -> None:
        cipher = ContactCipher([environment["CONTACT_DATA_ENCRYPTION_KEY"]])
        await fill(url, settings.zone, cipher)

    async def beside(url: str) -> None:
        await keep_voice(url, settings.zone)

    return Plan(
        settings=settings,
        host="127.0.0.1",
        port=port,
        command="demo",
        environment=environment,
        child_options=("--no-env-file",),
        guard=guard,
        prepare=prepare,
        beside=beside,
    )


def demo_settings(port: int) -> Settings:
    """Every setting at its default but for the sandbox's own, whatever `.env` says."""
    values = {
        name: field.get_default(call_default_factory=True)
        for name, field in Settings.model_fields.items()
        if name not in _OF_THE_OPERATOR
    }
    admins = [persona.discord_user_id for persona in PERSONAS if persona.role == "admin"]
    promoters = [persona.discord_user_id for persona in PERSONAS if persona.role == "promoter"]
    values |= {
        "muster_data_dir": DATA_DIR,
        "muster_backup_before_upgrade": 0,  # nobody misses made-up people
        "muster_sandbox": True,
        "frontend_origin": f"http://127.0.0.1:{port}",
        "admin_discord_ids": frozenset(admins),
        "promoter_discord_ids": frozenset(promoters),
        "telegram_bot_username": _TELEGRAM_BOT,
        "availability_promotion_followup_channel_id": _FOLLOWUP_CHANNEL_ID,
    }
    return load_settings(env_file=None, **values)


def _environment(settings: Settings) -> dict[str, str]:
    """The same for the children: what differs from the defaults, and everything else unset."""
    variables = {name.upper(): "" for name in Settings.model_fields if name not in _OF_THE_OPERATOR}
    variables |= dict.fromkeys(adopted_settings.NAMES, "")
    return variables | {
        "MUSTER_DATA_DIR": str(settings.muster_data_dir),
        "MUSTER_BACKUP_BEFORE_UPGRADE": str(settings.muster_backup_before_upgrade),
        "MUSTER_SANDBOX": "true",
        "FRONTEND_ORIGIN": settings.frontend_origin,
        "ADMIN_DISCORD_IDS": ",".join(map(str, sorted(settings.admin_discord_ids))),
        "PROMOTER_DISCORD_IDS": ",".join(map(str, sorted(settings.promoter_discord_ids))),
        "TELEGRAM_BOT_USERNAME": _TELEGRAM_BOT,
        "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID": str(_FOLLOWUP_CHANNEL_ID),
        # Empty would turn it off.
        "AVAILABILITY_DAILY_REMINDER_TIME": f"{settings.availability_daily_reminder_time:%H:%M}",
    }
