"""The board: pages about the townships' months for the bureau, data engineers, approvers and auditors.

`app.board(settings, gate)` is a FastAPI application that knows nothing of Airflow; `auth.py` is the gate that asks
Airflow's auth manager who it is. A page is one module of `pages/` with a `router`, found by listing the folder.
"""

PREFIX = "/township-sync"
"""Where Airflow's api-server mounts the board."""
