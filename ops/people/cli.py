"""`muster people`: its commands; what is heavy is imported when they run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from muster.settings import Settings

_WHO: Any = {"metavar": "WHO", "help": "Player, Discord name, Discord id or website user id."}


def add_people_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `people export` and `erase` to the program."""
    commands = typer.Typer(help="What is stored of a person.", rich_markup_mode=None)
    app.add_typer(commands, name="people")

    @commands.callback(invoke_without_command=True)
    def show_help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    @commands.command("export", short_help="Write what is stored of somebody to a file.")
    def export_person(
        who: Annotated[str, typer.Argument(**_WHO)],
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
        answers: Annotated[
            bool, typer.Option("--answers", help="Their answers alone, as CSV.")
        ] = False,
    ) -> None:
        """Write everything that is stored of somebody to FILE, as JSON; addresses are masked.

        Their own export, on their profile, has the addresses. It is noted that this one was made.
        """
        settings = read_settings()
        from ops.console import run_to_end
        from ops.people.command import export_person as export

        run_to_end(export(settings, who, file, answers=answers))

    @commands.command("erase", short_help="Let somebody be erased, or stay.")
    def erase_person(
        who: Annotated[str, typer.Argument(**_WHO)],
        now: Annotated[bool, typer.Option("--now", help="Without the week's grace.")] = False,
        keep: Annotated[bool, typer.Option("--keep", help="Take it back.")] = False,
    ) -> None:
        """Let somebody be erased in a week; they hear of it and may take it back until then.

        The bot that leads does it, once it runs. Backups that are older still have the person.
        """
        settings = read_settings()
        from ops.console import run_to_end
        from ops.people.command import erase_person as erase

        run_to_end(erase(settings, who, now=now, keep=keep))
