"""`muster migrate`, `backup` and `restore`; what is heavy is imported when they run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from muster.settings import Settings

KeyFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The key: lines as age-keygen writes them, or a passphrase."),
]


def add_database_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `migrate`, `backup` and `restore` to the program."""

    @app.command(short_help="Apply the pending migrations.")
    def migrate(
        check: Annotated[
            bool,
            typer.Option("--check", help="Change nothing; exit 1 unless database and files agree."),
        ] = False,
        to: Annotated[
            int | None,
            typer.Option("--to", min=0, metavar="N", help="Forward or back to N."),
        ] = None,
        yes: Annotated[
            bool, typer.Option("--yes", help="Go back although something is lost by it.")
        ] = False,
    ) -> None:
        """Apply the pending migrations, after a backup; safe to run twice, or two at once.

        With --to, the ways back are gone, too. What would be lost by them is named, and lost with
        --yes alone.
        """
        if check and to is not None:
            raise typer.BadParameter("not together with --check", param_hint="--to")
        settings = read_settings()
        from ops.backup.commands import migrate_command
        from ops.console import run_to_end

        run_to_end(migrate_command(settings, check=check, to=to, yes=yes))

    @app.command(short_help="Put everything into one file.")
    def backup(
        file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A new file.")] = None,
        encrypt: Annotated[
            bool | None,
            typer.Option(
                "--encrypt/--no-encrypt",
                help="By --key-file, MUSTER_BACKUP_RECIPIENTS or a passphrase that is asked for.",
            ),
        ] = None,
        key_file: KeyFile = None,
        with_keys: Annotated[
            bool,
            typer.Option("--with-keys", help="CONTACT_DATA_ENCRYPTION_KEY, too; encrypted alone."),
        ] = False,
        daily: Annotated[
            bool, typer.Option("--daily", help="Into MUSTER_BACKUP_DIR, once a day, for a timer.")
        ] = False,
    ) -> None:
        """Put database, session secret and a manifest into one file, while Muster runs.

        The key is never an argument: it is read from a file, from the settings, or asked for.
        """
        if (file is None) is not daily:
            raise typer.BadParameter("name a FILE, or use --daily", param_hint="FILE")
        if daily and (key_file or with_keys or encrypt is not None):
            raise typer.BadParameter("--daily goes by the settings alone", param_hint="--daily")
        settings = read_settings()
        from ops.backup.commands import back_up, back_up_daily
        from ops.console import run_to_end

        if file is None:
            run_to_end(back_up_daily(settings))
            return
        run_to_end(
            back_up(
                settings, file.absolute(), encrypt=encrypt, key_file=key_file, with_keys=with_keys
            )
        )

    @app.command(short_help="Put a backup back.")
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="What `muster backup` made.")],
        replace: Annotated[
            bool, typer.Option("--replace", help="In place of what the database holds.")
        ] = False,
        key_file: KeyFile = None,
    ) -> None:
        """Put a backup into an empty database, or in place of what is there.

        Muster must not run. An older Muster's backup is migrated, a newer one's refused. Nothing is
        let go before everything was restored and compared; until then all is as it was.
        """
        settings = read_settings()
        from ops.backup.commands import restore as put_back
        from ops.console import run_to_end

        run_to_end(put_back(settings, file, key_file=key_file, replace=replace))
