"""`muster rights`: its commands; what is heavy is imported when they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from muster.settings import Settings

Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="A player, a Discord name, or a Discord id.")
]


def add_rights_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `rights list`, `grant` and `revoke` to the program."""
    commands = typer.Typer(help="Promoters and admins, by person.", rich_markup_mode=None)
    app.add_typer(commands, name="rights")

    @commands.callback(invoke_without_command=True)
    def show_help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    @commands.command("list", short_help="Print who has which right.")
    def list_rights() -> None:
        """Print who has which right, by person and by the settings, and who gave it."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.rights.command import list_rights

        run_to_end(list_rights(settings))

    @commands.command(short_help="Give somebody a right.")
    def grant(
        person: Person,
        tier: Annotated[
            str, typer.Argument(metavar="TIER", help="promoter, admin, root or moderator.")
        ],
    ) -> None:
        """Give PERSON a right in place of the one that they have; it holds at once.

        An account that never signed in is named by its Discord id.
        """
        settings = read_settings()
        from ops.console import run_to_end
        from ops.rights.command import grant, tier_of

        run_to_end(grant(settings, person, tier_of(tier)))

    @commands.command(short_help="Take somebody's right away.")
    def revoke(person: Person) -> None:
        """Take PERSON's right away; what the settings say of them stays."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.rights.command import revoke

        run_to_end(revoke(settings, person))
