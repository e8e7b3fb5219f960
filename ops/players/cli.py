"""`muster players`: its commands; what is heavy is imported when they run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from muster.settings import Settings

Player = Annotated[
    str, typer.Argument(metavar="PLAYER", help="A guid, or a name that one player alone goes by.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")]


def add_player_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `players search`, `rename`, `merge` and the others to the program."""
    commands = typer.Typer(help="Player profiles.", rich_markup_mode=None)
    app.add_typer(commands, name="players")

    @commands.callback(invoke_without_command=True)
    def show_help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    @commands.command("import", short_help="Load player profiles from a CSV file.")
    def import_players(
        file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8 text with a header.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Print what would change, and load nothing.")
        ] = False,
    ) -> None:
        """Load player profiles from FILE.csv: guid,name[,aliases][,rating].

        Aliases are separated by ; or |. A guid that is known already is updated. If any row is bad,
        every bad row is listed with its line number and nothing is loaded.
        """
        settings = read_settings()
        from muster.identity.player_file import parse_players
        from ops.console import run_to_end
        from ops.players.import_players import load_players, show_import

        load = show_import if dry_run else load_players
        run_to_end(load(settings, parse_players(file.read_bytes())))

    @commands.command(short_help="Find players by a name or a guid.")
    def search(
        text: Annotated[
            str, typer.Argument(metavar="[TEXT]", help="A part of a name; nothing: everybody.")
        ] = "",
        as_json: AsJson = False,
    ) -> None:
        """Print players with their aliases, alts, rating, and who is linked to them."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.search(settings, text, as_json=as_json))

    @commands.command(short_help="Rename a player.")
    def rename(player: Player, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
        """Let PLAYER be called NAME; the name before stays an alias."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.rename(settings, player, name))

    @commands.command(short_help="Add or remove another name of a player.")
    def alias(
        player: Player,
        name: Annotated[str, typer.Argument(metavar="NAME")],
        remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
    ) -> None:
        """Let PLAYER be found by NAME, too, in search, in voice and on the server."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.alias(settings, player, name, remove=remove))

    @commands.command(short_help="Set or clear a player's rating.")
    def rating(
        player: Player,
        number: Annotated[
            str, typer.Argument(metavar="NUMBER", help="Such as 1450 or 27.5; none: clear it.")
        ],
    ) -> None:
        """Set PLAYER's rating, by which teams are balanced; `none` clears it."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.rating(settings, player, number))

    @commands.command(short_help="Link somebody to a player.")
    def link(
        player: Player,
        account: Annotated[
            str, typer.Argument(metavar="ACCOUNT", help="The Discord id of whoever is PLAYER.")
        ],
    ) -> None:
        """Link whoever signs in with ACCOUNT to PLAYER, also if they are linked to another."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.link(settings, player, account))

    @commands.command(short_help="Unlink whoever is linked to a player.")
    def unlink(player: Player) -> None:
        """Take whoever is linked to PLAYER off it; their answers stay theirs."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.unlink(settings, player))

    @commands.command(short_help="Let two profiles be one person.")
    def merge(
        keep: Player,
        gone: Annotated[str, typer.Argument(metavar="OTHER", help="Who is PLAYER, too.")],
        yes: Annotated[
            bool, typer.Option("--yes", help="Also where two linked people become one, for good.")
        ] = False,
    ) -> None:
        """Let OTHER be an alt of PLAYER, with its alts and whoever is linked to it.

        Where somebody is linked to each, two accounts become one person's: that cannot be taken
        back, and wants --yes; without it, what would happen is printed.
        """
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.merge(settings, keep, gone, yes=yes))

    @commands.command(short_help="Let an alt stand by itself again.")
    def split(
        guid: Annotated[str, typer.Argument(metavar="GUID", help="The alt's guid.")],
    ) -> None:
        """Let the alt GUID be a player of its own again; whoever is linked stays where they are."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.split(settings, guid))

    @commands.command(short_help="Let a further Discord account of a player be nobody's.")
    def detach(
        player: Player,
        account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its Discord id.")],
    ) -> None:
        """Let ACCOUNT, by which PLAYER signs in, too, be nobody's; PLAYER signs in anew."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.detach(settings, player, account))

    @commands.command(short_help="Print what was done to players lately.")
    def log() -> None:
        """Print the latest acts on players, with their numbers, who did them and when."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.log(settings))

    @commands.command(short_help="Take back what was done to a player.")
    def undo(
        act: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the act; see the output.")],
    ) -> None:
        """Take back an act on a player, once, where nothing else was done to it since."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.players import command

        run_to_end(command.take_back(settings, act))
