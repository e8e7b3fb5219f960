"""Files stay short enough to be read in one go (CONTRIBUTING, rule 11)."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
LINES_MOST = 400
WRITTEN = ("*.py", "*.sql", "*.ts", "*.tsx", "*.css", "*.mjs")


def test_no_file_is_longer_than_400_lines() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *WRITTEN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert len(files) > 1000
    lines = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert {name: count for name, count in lines.items() if count > LINES_MOST} == {}
