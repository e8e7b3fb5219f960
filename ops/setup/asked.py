"""The questions of `muster setup`, in their order, each with where to click."""

from __future__ import annotations

from urllib.parse import urlsplit

from muster.settings import is_loopback
from ops.setup import checks
from ops.setup.known import Choice, Known, portal
from ops.setup.questions import NO, Question

WEBSITE, DATABASE, COMMUNITY, DISCORD = "The website", "The database", "The community", "Discord"
TELEGRAM, SIGNAL, GAME, KEYS = "Telegram", "Signal", "The game server", "Keys"
BACKUPS = "Backups"

_BOT_FATHER = "https://t.me/BotFather"
_LONGEST_NAME = 40
_THREAD = "a private thread on Discord for planning"
_NO_TEXT_CHANNEL = "the bot sees no text channel; make one or let it in, then press Enter"


def _tidy_origin(text: str) -> str:
    """An origin as it is meant: https:// before a bare host name, no slash behind."""
    text = text.strip().rstrip("/")
    if not text or "://" in text:
        return text
    try:
        host = urlsplit(f"//{text}").hostname or ""
    except ValueError:  # brackets that are no address's; `refusal` says what is accepted
        return text
    return f"{'http' if is_loopback(host) else 'https'}://{text}"


def _port_of_origin(known: Known) -> str:
    host, port = checks.host_and_port(known)
    return str(port) if is_loopback(host) and port else "8000"


def redirect_of(known: Known) -> str:
    """Where Discord sends people back to."""
    return known.get("DISCORD_REDIRECT_URI") or f"{known.get('FRONTEND_ORIGIN')}/auth/callback"


def _application_id(known: Known) -> str:
    return known.application.id if known.application else known.get("DISCORD_CLIENT_ID")


def _bot_token_hints(known: Known) -> list[str]:
    application = known.get("DISCORD_CLIENT_ID")
    first = (
        f"Open {portal(application, 'bot')}"
        if application
        else f"Open {portal('', '')} → New Application → a name such as Muster → Create."
    )
    return [
        first,
        "→ Installation → Install Link → None → Save Changes.",
        "→ Bot → Public Bot off → Save Changes → Reset Token → Copy. It is shown once; not here.",
    ]


def _client_id_hints(known: Known) -> list[str]:
    if known.application is not None:
        return []
    return [
        "Signing in needs an application at Discord, too.",
        f"Open {portal('', '')} → New Application → a name such as Muster → Create.",
        "Then: OAuth2 → Client Information → Client ID → Copy.",
    ]


def _client_secret_hints(known: Known) -> list[str]:
    return [
        f"Open {portal(_application_id(known), 'oauth2')}",
        "→ Redirects → Add Redirect, paste this to the letter, Save Changes:",
        f"    {redirect_of(known)}",
        "→ Client Information → Reset Secret → Copy. It is shown once; not here.",
    ]


def _server_hints(known: Known) -> list[str]:
    from ops.setup.discord_facts import invitation_of

    # Whether an event is wanted only counts on a server, and it is not chosen yet.
    address = invitation_of(known.settings(DISCORD_GUILD_ID="1"), known)
    return [
        "Let the bot onto your server, as whoever made the application, with just what it needs:",
        f"    {address}",
        "→ choose the server → Continue → Authorize.",
    ]


def _announce_hints(_known: Known) -> list[str]:
    return [
        "A text channel such as #tonight, for one message a day with buttons; in Discord, + makes "
        "one.",
    ]


def _owner(known: Known) -> str:
    return known.application.owner_id if known.application else ""


async def _owner_offered(known: Known) -> list[Choice]:
    found = known.application
    if found is None or not found.owner_id:
        return []
    return [Choice(found.owner_id, f"{found.owner_name}, who made the application")]


def _admin_hints(known: Known) -> list[str]:
    return [
        "Admins set when people meet, and may promote and call.",
        "An id: Discord → User Settings → Advanced → Developer Mode on, then right-click a person "
        "→ Copy User ID.",
    ]


def _telegram_hints(_known: Known) -> list[str]:
    return [
        f"Open {_BOT_FATHER} → /newbot → a name → a user name that ends in bot. It answers with "
        "the token.",
    ]


def _signal_hints(_known: Known) -> list[str]:
    return [
        "It takes a signal-cli-rest-api beside Muster, with a phone number of its own:",
        "docker run -d --name signal-api --restart unless-stopped -p 127.0.0.1:8080:8080 "
        "-e MODE=json-rpc -v /var/lib/signal-api:/home/.local/share/signal-cli "
        "bbernhard/signal-cli-rest-api",
    ]


def _signal_number_hints(known: Known) -> list[str]:
    base = known.get("SIGNAL_API_BASE_URL")
    return [
        f"Link it to a phone: open {base}/v1/qrcodelink?device_name=muster in a browser of this "
        "machine, then on the phone: Settings → Linked devices → +. (Or register a number there.)",
    ]


def _backup_hints(_known: Known) -> list[str]:
    return ["It has to be there, best on another disk. Later: `muster docs backup-and-restore`."]


def _zone_now(_known: Known) -> str:
    return checks.system_zone() or "Europe/Ljubljana"


def _server_name(known: Known) -> str:
    return known.server_name[:_LONGEST_NAME].strip() or "Muster"


QUESTIONS: tuple[Question, ...] = (
    Question(
        "FRONTEND_ORIGIN",
        WEBSITE,
        "Where browsers reach the page",
        hints=lambda known: [
            "The host name that your proxy serves, such as https://muster.example.org; or this "
            "machine alone."
        ],
        usual=lambda known: "http://127.0.0.1:8000",
        tidy=_tidy_origin,
        check=checks.origin,
    ),
    Question(
        "MUSTER_PORT",
        WEBSITE,
        "The port of this machine that Muster listens on",
        usual=_port_of_origin,
        check=checks.port,
        extra="another port than 8000",
        quiet=True,
    ),
    Question(
        "DATABASE_URL",
        DATABASE,
        "Address of a PostgreSQL of your own",
        without="PostgreSQL runs embedded, in Muster's data folder",
        hints=lambda known: [
            "    postgresql://user:password@host/database, as the owner of an empty database",
        ],
        secret=True,
        check=checks.database,
        extra="a PostgreSQL of your own",
    ),
    Question(
        "AVAILABILITY_PROMOTION_TIMEZONE",
        COMMUNITY,
        "Your community's time zone",
        hints=lambda known: ['What "tonight" and every time of day mean.'],
        usual=_zone_now,
        tidy=checks.tidy_zone,
        check=checks.zone,
    ),
    Question(
        "DISCORD_BOT_TOKEN",
        DISCORD,
        "Bot token",
        without="no commands and no messages on Discord",
        hints=_bot_token_hints,
        secret=True,
        check=checks.discord_bot,
    ),
    Question(
        "DISCORD_CLIENT_ID",
        DISCORD,
        "Client ID",
        without="nobody can sign in with Discord",
        hints=_client_id_hints,
        usual=lambda known: known.application.id if known.application else "",
        check=checks.client_id,
        quiet=True,
    ),
    Question(
        "DISCORD_CLIENT_SECRET",
        DISCORD,
        "Client Secret",
        without="nobody can sign in with Discord",
        hints=_client_secret_hints,
        needs=("DISCORD_CLIENT_ID",),
        secret=True,
        check=checks.sign_in,
    ),
    Question(
        "AVAILABILITY_DISCORD_SCHEDULED_EVENT",
        DISCORD,
        "A session that is ready becomes an event of the server",
        needs=("DISCORD_BOT_TOKEN",),
        yes_no=True,
        usual=lambda known: NO,
        extra="an event on Discord once a session is ready",
    ),
    Question(
        "AVAILABILITY_PLANNING_DISCORD_CREATE_THREAD",
        DISCORD,
        "The planning room opens a private thread",
        needs=("DISCORD_BOT_TOKEN",),
        yes_no=True,
        usual=lambda known: NO,
        extra=_THREAD,
    ),
    Question(
        "DISCORD_GUILD_ID",
        DISCORD,
        "Your server",
        without="the commands are on every server that the bot is on, and no channel is chosen",
        hints=_server_hints,
        needs=("DISCORD_BOT_TOKEN",),
        offers=checks.discord_servers,
        nothing_offered="the bot is on no server yet; open the address above, then press Enter",
        check=checks.discord_server,
    ),
    Question(
        "DISCORD_ANNOUNCE_CHANNEL_ID",
        DISCORD,
        "The channel for announcements",
        without="no tonight message and no announcements",
        hints=_announce_hints,
        needs=("DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID"),
        offers=checks.discord_text_channels,
        nothing_offered=_NO_TEXT_CHANNEL,
        check=checks.announcements,
    ),
    Question(
        "DISCORD_VOICE_CHANNEL_IDS",
        DISCORD,
        "The voice channels you play in, separated by commas",
        without="nobody can tell who is in voice",
        needs=("DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID"),
        several=True,
        offers=checks.discord_voice_channels,
        nothing_offered="the bot sees no voice channel; let it in, then press Enter",
        check=checks.voice,
    ),
    Question(
        "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID",
        DISCORD,
        "The text channel below which the planning room opens its thread",
        without="no planning room gets a thread",
        needs=(
            "DISCORD_BOT_TOKEN",
            "DISCORD_GUILD_ID",
            "AVAILABILITY_PLANNING_DISCORD_CREATE_THREAD",
        ),
        offers=checks.discord_text_channels,
        nothing_offered=_NO_TEXT_CHANNEL,
        check=checks.thread_parent,
        extra=_THREAD,
    ),
    Question(
        "ADMIN_DISCORD_IDS",
        DISCORD,
        "Admins, by their Discord ids, separated by commas",
        without="nobody is an admin",
        hints=_admin_hints,
        needs=("DISCORD_CLIENT_ID",),
        several=True,
        usual=_owner,
        offers=_owner_offered,
        check=checks.admins,
        extra="other admins than you",
        quiet=True,
    ),
    Question(
        "COMMUNITY_NAME",
        COMMUNITY,
        "What the page is called",
        usual=_server_name,
        extra="another name than your Discord server's",
        quiet=True,
    ),
    Question(
        "TELEGRAM_BOT_TOKEN",
        TELEGRAM,
        "BotFather's token",
        without="no messages on Telegram",
        hints=_telegram_hints,
        secret=True,
        check=checks.telegram,
        extra=TELEGRAM,
    ),
    Question(
        "SIGNAL_API_BASE_URL",
        SIGNAL,
        "Address of your signal-cli-rest-api, such as http://127.0.0.1:8080",
        without="no messages on Signal",
        hints=_signal_hints,
        check=checks.signal_server,
        extra=SIGNAL,
    ),
    Question(
        "SIGNAL_SENDER_NUMBER",
        SIGNAL,
        "The number that it sends from",
        without="nothing can be sent on Signal",
        hints=_signal_number_hints,
        needs=("SIGNAL_API_BASE_URL",),
        offers=checks.signal_numbers,
        nothing_offered="the server has no number yet; link or register one, then press Enter",
        check=checks.signal_number,
        extra=SIGNAL,
    ),
    Question(
        "GAME_SERVER_ADDRESS",
        GAME,
        "Your game server as host:port, of the Quake 3 family",
        without="nobody can tell who is on the server",
        check=checks.server_status,
        extra="a game server (Quake 3 family)",
    ),
    Question(
        "MUSTER_BACKUP_DIR",
        BACKUPS,
        "The folder that a backup a day goes into",
        without="no backup is made by itself",
        hints=_backup_hints,
        check=checks.backup_folder,
        extra="daily backups",
    ),
)

BY_NAME = {question.name: question for question in QUESTIONS}
