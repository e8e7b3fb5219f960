"""Prints the OpenAPI document, from which the page's types are generated at its build."""

from __future__ import annotations

import json
import sys

from pydantic import SecretStr

from muster.settings import load_settings
from website.backend.app import create_app


def main() -> None:
    settings = load_settings(
        env_file=None,
        database_url=SecretStr("postgresql://nowhere/nothing"),
        session_secret=SecretStr("not used"),
    )
    json.dump(create_app(settings).openapi(), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
