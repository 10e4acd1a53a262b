"""`python -m township_sync.cli` is `township-sync`."""

from township_sync.cli import app

if __name__ == "__main__":
    app(prog_name="township-sync")
