"""`muster docs`: every document that a message points to is there, under that name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ops.cli import main
from ops.docs import NoSuchDocument, document, documents, overview

ROOT = Path(__file__).parents[3]


def test_whatever_points_to_a_document_names_one() -> None:
    sources = [
        path
        for folder in ("muster", "ops", "bot", "website/backend", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md")
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*sources, ROOT / "README.md"])
    named = set(re.findall(r"`muster docs ([a-z-]+)", text))
    assert {"install", "settings", "signal-setup"} <= named <= set(documents())


def test_each_is_listed_with_its_title() -> None:
    lines = list(overview())[1:]
    assert [line.split()[0] for line in lines] == list(documents())
    assert "  discord-setup        Discord, set up" in lines
    for name in documents():
        assert len(document(name)) > 500, name


@pytest.mark.parametrize(
    "name", ["signal-setup", "Signal_Setup", "signal-setup.md", "docs/operations/signal-setup.md"]
)
def test_a_name_may_be_written_as_the_files_is(name: str) -> None:
    assert document(name).startswith("# Signal")


def test_another_name_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoSuchDocument):
        document("../../.env")
    with pytest.raises(SystemExit, match="1"):
        main(["docs", "none"])
    assert capsys.readouterr() == (
        "",
        "muster: there is no document 'none'; `muster docs` lists them\n",
    )


def test_the_poorest_locale_can_print_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="ascii") as out:
        monkeypatch.setattr("sys.stdout", out)
        with pytest.raises(SystemExit, match="0"):
            main(["docs", "settings"])
        with pytest.raises(SystemExit, match="0"):
            main(["docs", "forecast"])
    assert "DATABASE_URL=" in (tmp_path / "out").read_text()
