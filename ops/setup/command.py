"""The command `muster setup`; what it does is loaded by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

NO_TERMINAL = (
    "`muster setup` asks in a terminal, and there is none; with --non-interactive it takes every "
    "answer from the environment"
)


def setup(
    non_interactive: Annotated[
        bool, typer.Option("--non-interactive", help="Ask nothing: the environment has it all.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --non-interactive: change what is there.")
    ] = False,
    service: Annotated[
        Literal["system", "user", "print", "none"] | None,
        typer.Option(help="Whose systemd unit is written, or that it is only shown."),
    ] = None,
    user: Annotated[str | None, typer.Option(help="Who runs the unit of the machine.")] = None,
    proxy: Annotated[
        Literal["caddy", "nginx"] | None, typer.Option(help="Whose snippet is printed.")
    ] = None,
) -> None:
    """Ask for what Muster needs, check every answer, and write .env and the systemd unit.

    What .env says already is taken by Enter; its comments and other lines stay. Nothing is written
    before the last question, and no secret is ever shown.
    """
    from muster.settings import ENV_FILE
    from ops.setup.env_write import SetupError
    from ops.setup.options import Options
    from ops.setup.terminal import Terminal, is_terminal

    path, options = Path(ENV_FILE).absolute(), Options(replace, service, user, proxy)
    if non_interactive:
        from ops.setup.unattended import set_up_unattended

        set_up_unattended(path, options)
        return
    if not is_terminal():
        raise SetupError(NO_TERMINAL)
    from ops.setup.run import set_up

    set_up(path, options, Terminal())
