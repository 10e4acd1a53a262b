"""Every table of the warehouse, on the one MetaData: whoever imports this module has them all."""

from importlib import import_module
from importlib.util import find_spec

from township_sync.warehouse import entity_tables, ops_tables, publication_tables
from township_sync.warehouse.metadata import metadata

_MODULES = (
    "audit_tables", "board_tables", "cases_tables", "exchange_tables", "identity_tables", "indicator_tables",
    "mirror_tables", "package_tables", "period_tables", "reconciliation_tables", "report_tables", "validation_tables",
    "waivers_tables", "watch_tables",
)
for _module in _MODULES:
    if find_spec(f"township_sync.warehouse.{_module}"):
        import_module(f"township_sync.warehouse.{_module}")

SCHEMAS = ("ops", "stage", "core")

__all__ = ["SCHEMAS", "entity_tables", "metadata", "ops_tables", "publication_tables"]
