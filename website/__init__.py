"""The website: its tables, its HTTP side, its page."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
PAGE = Path(__file__).parent / "frontend" / "dist"
FONTS = Path(__file__).parent / "frontend" / "src" / "assets" / "fonts"
