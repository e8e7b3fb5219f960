"""`muster rules`: its commands; what is heavy is imported when they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from muster.settings import Settings


def add_rules_commands(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `rules show` and `set` to the program."""
    commands = typer.Typer(help="Evenings by weekday.", rich_markup_mode=None)
    app.add_typer(commands, name="rules")

    @commands.callback(invoke_without_command=True)
    def show_help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    @commands.command("show", short_help="Print when people meet on each weekday.")
    def show_rules() -> None:
        """Print whether people meet on each weekday, when, and how many it takes."""
        settings = read_settings()
        from ops.console import run_to_end
        from ops.rules.command import show_rules as show

        run_to_end(show(settings))

    @commands.command("set", short_help="Change what holds on weekdays.")
    def set_rules(
        weekdays: Annotated[
            list[str], typer.Argument(metavar="WEEKDAY...", help="monday to sunday, or all.")
        ],
        session: Annotated[
            bool | None, typer.Option("--session/--no-session", help="Whether people meet.")
        ] = None,
        start: Annotated[str | None, typer.Option(help="When the session starts, HH:MM.")] = None,
        threshold: Annotated[str | None, typer.Option(help="How many it takes, 2 to 99.")] = None,
        call_at: Annotated[
            str | None, typer.Option(help="When a call begins if too few are in, HH:MM.")
        ] = None,
        call_most: Annotated[str | None, typer.Option(help="How many it asks at the most.")] = None,
        call_below: Annotated[
            str | None,
            typer.Option(help="Only while the chance of being enough is below so many per cent."),
        ] = None,
    ) -> None:
        """Change what holds on some weekdays; whatever is not named stays as it is.

        The word "default" takes a part back: it is as the settings have it then, and no call begins
        by itself. Everything that runs follows at once.
        """
        named = {
            "session": None if session is None else "yes" if session else "no",
            "starts_at": start,
            "threshold": threshold,
            "call_at": call_at,
            "call_most": call_most,
            "call_below": call_below,
        }
        settings = read_settings()
        from ops.console import run_to_end
        from ops.rules.command import set_rules as change

        parts = {name: text for name, text in named.items() if text is not None}
        run_to_end(change(settings, weekdays, parts))
