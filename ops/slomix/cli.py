"""`muster import slomix`; what is heavy is imported when it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muster.errors import OperatorError

if TYPE_CHECKING:
    from muster.settings import Settings

_KEY = "SLOMIX_CONTACT_DATA_ENCRYPTION_KEY"


def add_import_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `import slomix` to the program."""
    imports = typer.Typer(help="Move in from another program.", rich_markup_mode=None)
    app.add_typer(imports, name="import")

    @imports.callback(invoke_without_command=True)
    def show_help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    @imports.command("slomix", short_help="Take over a community that used slomix.")
    def slomix(
        context: typer.Context,
        url: Annotated[
            str,
            typer.Argument(
                metavar="URL",
                envvar="SLOMIX_DATABASE_URL",
                help="slomix's database: postgresql://user@host/name.",
                show_default=False,
            ),
        ],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Do everything, say so, and take it all back.")
        ] = False,
        timezone: Annotated[
            str, typer.Option(metavar="ZONE", help="The time zone of slomix's server.")
        ] = "UTC",
        key_file: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="slomix's CONTACT_DATA_ENCRYPTION_KEY."),
        ] = None,
        merge: Annotated[
            bool,
            typer.Option("--merge", help="Also beside people whom slomix does not know."),
        ] = False,
        report: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Put the whole report here, as JSON.")
        ] = None,
        key: Annotated[str | None, typer.Option("--key", envvar=_KEY, hidden=True)] = None,
    ) -> None:
        """Take over people, players, answers, settings, addresses and history from slomix.

        slomix's database is only read, as it is at one moment. All of it is written, or nothing; a
        second import adds what is new. An address with a password is safer in SLOMIX_DATABASE_URL,
        or the password in PGPASSWORD, since others see command lines.

        slomix's contact key comes from --key-file or from SLOMIX_CONTACT_DATA_ENCRYPTION_KEY; where
        neither is given, Muster's own CONTACT_DATA_ENCRYPTION_KEY is tried. It may be a passphrase.
        """
        source: Any = context.get_parameter_source("key")
        if key is not None and source is not None and source.name == "COMMANDLINE":
            raise OperatorError(
                "A key on the command line is seen by everybody on this machine; use --key-file or "
                f"{_KEY}"
            )
        if key and key_file:
            raise typer.BadParameter(f"not together with {_KEY}", param_hint="--key-file")
        zone = _zone(timezone)
        settings = read_settings()
        from muster.clock import utc_now
        from ops.console import run_to_end
        from ops.slomix.addresses import key_in_file
        from ops.slomix.command import Wanted, import_slomix

        text = key_in_file(key_file) if key_file else key or None
        wanted = Wanted(url, zone, text, dry_run, merge, report)
        run_to_end(import_slomix(settings, wanted, utc_now()))


def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo

    from muster.channels.rules import is_time_zone

    if not is_time_zone(name):
        raise typer.BadParameter(
            f"{name!r} is no IANA time zone, such as Europe/Ljubljana", param_hint="--timezone"
        )
    return ZoneInfo(name)
