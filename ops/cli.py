"""The `muster` command. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muster.errors import MusterError
from ops.backup.cli import add_database_commands
from ops.console import Interrupted, complain
from ops.deliveries import add_deliveries_command
from ops.docs import print_document
from ops.healthcheck import healthcheck
from ops.people.cli import add_people_commands
from ops.players.cli import add_player_commands
from ops.rights.cli import add_rights_commands
from ops.rules.cli import add_rules_commands
from ops.setup.command import setup
from ops.slomix.cli import add_import_commands

if TYPE_CHECKING:
    from muster.settings import Settings

app = typer.Typer(
    name="muster",
    help="Gets a gaming community onto the server tonight.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
contacts = typer.Typer(help="Encrypted addresses.", rich_markup_mode=None)
app.add_typer(contacts, name="contacts")

_CLICK_ERROR: Any = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
"""The base of every usage error; Typer shows it under no public name."""

Host = Annotated[str, typer.Option(help="Address to listen on.")]
_PORT: Any = {"min": 1, "max": 65535}
Port = Annotated[
    int | None,
    typer.Option(help="TCP port to listen on; MUSTER_PORT where it is not given.", **_PORT),
]
DemoPort = Annotated[int, typer.Option(help="TCP port to listen on.", **_PORT)]
ParentDescriptor = Annotated[int | None, typer.Option("--parent-fd", hidden=True)]
NoEnvFile = Annotated[bool, typer.Option("--no-env-file", hidden=True)]


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"muster {version('muster')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def show_version_or_help(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version."),
    ] = False,
) -> None:
    show_help(context)


@contacts.callback(invoke_without_command=True)
def show_help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(short_help="Run website, scheduler and database here.")
def up(host: Host = "127.0.0.1", port: Port = None) -> None:
    """Run website, scheduler and database on this machine until Ctrl-C.

    With DATABASE_URL unset, PostgreSQL runs embedded in the data folder.
    """
    from ops.up.supervisor import Plan, run

    settings = _settings()
    _run(run(Plan(settings, host, port or settings.muster_port)))


@app.command(short_help="Run the website alone.")
def web(
    host: Host = "127.0.0.1",
    port: Port = None,
    parent: ParentDescriptor = None,
    no_env_file: NoEnvFile = False,
) -> None:
    """Run the website alone; any number of them share one PostgreSQL."""
    _load_log_library()
    settings = _child_settings(parent, no_env_file)
    from muster.settings import check_host

    check_host(settings, host)
    from ops.up.ports import check_port

    port = port or settings.muster_port
    _run(check_port(host, port))
    _look_at_database(settings)
    from website.backend.server import run_web

    run_web(settings, host, port)


@app.command(short_help="Run scheduler and delivery alone.")
def bot(parent: ParentDescriptor = None, no_env_file: NoEnvFile = False) -> None:
    """Run scheduler and delivery alone, with or without a Discord token."""
    _load_log_library()
    settings = _child_settings(parent, no_env_file)
    _look_at_database(settings)
    from bot.app import run_bot

    run_bot(settings)


add_database_commands(app, lambda: _settings())
add_import_commands(app, lambda: _settings())
add_rights_commands(app, lambda: _settings())
add_rules_commands(app, lambda: _settings())
add_people_commands(app, lambda: _settings())
add_deliveries_command(app, lambda: _settings())
add_player_commands(app, lambda: _settings())


app.command(short_help="Ask for the settings, check and write them.")(setup)


@app.command(short_help="Check everything that is set up here.")
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document, for programs.")
    ] = False,
) -> None:
    """Check settings, database, grants, channels and clock; exit 1 if any check fails."""
    from ops.console import run_to_end
    from ops.doctor.examine import examine

    if run_to_end(examine(as_json=as_json)):
        raise typer.Exit(1)


@contacts.command("rotate-key", short_help="Re-encrypt addresses under the first key.")
def rotate_contact_key() -> None:
    """Re-encrypt every stored address under the first CONTACT_DATA_ENCRYPTION_KEY.

    Put the new key first, restart everything, run this, and take the old key out once it is done.
    It may be broken off and run again.
    """
    settings = _settings()
    from ops.console import run_to_end
    from ops.contacts import rotate_key

    run_to_end(rotate_key(settings))


@app.command(short_help="Print a fresh key.")
def generate_key(
    backup: Annotated[
        bool, typer.Option("--backup", help="A pair of keys for backups, as age-keygen prints it.")
    ] = False,
    push: Annotated[
        bool, typer.Option("--push", help="A MUSTER_VAPID_PRIVATE_KEY, for web push.")
    ] = False,
) -> None:
    """Print a fresh CONTACT_DATA_ENCRYPTION_KEY, or with --backup a pair of keys for backups.

    With --push it is a MUSTER_VAPID_PRIVATE_KEY.
    """
    from muster.crypto import generate_contact_key

    if push:
        from muster.web_push import generate_sender_key

        typer.echo(generate_sender_key())
        return
    if backup:
        from ops.backup.keys import new_key

        typer.echo(new_key())
        return
    typer.echo(generate_contact_key())


app.command("healthcheck", short_help="Whether the website here is ready.")(healthcheck)
app.command("docs", short_help="Print the documents, one by one.")(print_document)


@app.command(short_help="Run a demo community; nothing is sent.")
def demo(port: DemoPort = 8000) -> None:
    """Run a demo community in ./demo-data, with sign-in as anybody and nothing sent.

    `.env` and DATABASE_URL are ignored; what is changed in the demo is kept.
    """
    from ops.demo.plan import demo_plan
    from ops.up.supervisor import run

    _run(run(demo_plan(port)))


@app.command(short_help="Play an evening on a copy; nothing is sent.")
def rehearse(
    day: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Which evening; today.")
    ] = None,
    people: Annotated[
        str, typer.Option(metavar="demo|own", help="The demo's people, or a copy of your own.")
    ] = "demo",
    first: Annotated[
        str, typer.Option("--from", metavar="HH:MM", help="When it begins.")
    ] = "20:00",
    last: Annotated[str, typer.Option("--to", metavar="HH:MM", help="When it ends.")] = "21:35",
    call: Annotated[
        str, typer.Option(metavar="HH:MM|never", help="When a promoter calls players.")
    ] = "20:15",
    promote: Annotated[
        str, typer.Option(metavar="HH:MM|never", help="When a promoter starts a campaign.")
    ] = "20:20",
    habits: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Other habits than the shipped ones.")
    ] = None,
) -> None:
    """Play an evening in seconds: who would hear what and when, who would not, and why.

    It runs the bot's own work on a clock of its own and on a database that is thrown away. People
    and their preferences are real where they are your own; what they answer is made up. Nothing is
    sent, and your database is only read.
    """
    from ops.console import run_to_end
    from ops.rehearse.rehearse import rehearse, wanted

    plan = wanted(day, people, first, last, call, promote, habits)
    if plan.people == "demo":
        from ops.demo.plan import demo_settings

        settings = demo_settings(8000)
    else:
        settings = _settings()
    run_to_end(rehearse(settings, plan))


def _settings() -> Settings:
    from muster.settings import adopted_lines, lines_that_set_nothing, load_settings

    settings = load_settings()
    for line in adopted_lines():
        complain(line)
    if sentence := lines_that_set_nothing():
        complain(sentence)
    return settings


def _child_settings(parent: int | None, no_env_file: bool) -> Settings:
    """The settings of `web` and `bot`, with the database's address in them."""
    from muster.settings import load_settings

    if parent is not None:
        from ops.up.parent_watch import end_with_parent

        end_with_parent(parent)
    if no_env_file:
        settings = load_settings(env_file=None)
    else:  # what started this process has told of lines that set nothing
        settings = _settings() if parent is None else load_settings()
    if settings.database_url is None:
        from ops.postgres.databases import embedded_database_url, with_database_url

        settings = with_database_url(settings, embedded_database_url(settings))
    return settings


def _look_at_database(settings: Settings) -> None:
    """Refuse another program's database, and end a restore that was killed near its end."""
    from ops.backup.secrets import finish_staged
    from ops.migrate import refuse_foreign

    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    _run(refuse_foreign(url))
    _run(finish_staged(settings, url))


def _load_log_library() -> None:
    """Load structlog without rich and greenlet, which it loads wherever they are installed.

    Our tracebacks are plain (`muster/logs.py`) and nothing of ours runs in greenlets, so neither a
    start nor the memory of a process that runs for months has to pay for them.
    """
    hidden = [name for name in ("rich", "greenlet") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what importing it fails at
    import structlog

    del structlog
    for name in hidden:
        del sys.modules[name]


def _run(work: object) -> None:
    import asyncio
    from collections.abc import Coroutine

    assert isinstance(work, Coroutine)
    asyncio.run(work)


def main(arguments: list[str] | None = None) -> None:
    """The console command: whatever a person got wrong becomes one clear line and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # no locale is too poor for what is said
        sys.stdout.reconfigure(errors="replace")
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: list[str] | None) -> int:
    try:
        return int(app(arguments, prog_name="muster", standalone_mode=False) or 0)
    except Interrupted as error:
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except MusterError as error:
        complain(str(error))
        return 1
    except _CLICK_ERROR as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "muster"
        complain(f"{error.format_message().rstrip('.')}; see `{path} --help`")
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}")
        return 1


if __name__ == "__main__":
    main()
