"""The `muster` command, run inside a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ops.cli import main

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: (exit code, lines on standard output, lines on standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(url: str, *arguments: str, **variables: str) -> tuple[int, list[str], list[str]]:
        monkeypatch.setenv("DATABASE_URL", url)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        out, err = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out.splitlines(), err.splitlines()

    return run
