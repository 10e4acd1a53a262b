"""The events between the DAGs; each carries a month as its partition key (`2020-05`)."""

from airflow.sdk import Asset

LANDED = Asset("submissions_landed", uri="township-sync://submissions/landed")
"""New submissions of a month lie in the archive."""

LOADED = Asset("submissions_loaded", uri="township-sync://submissions/loaded")
"""All current submissions of a month are judged and merged."""

SYNCED = Asset("month_synced", uri="township-sync://platform/month")
"""A month's changes were handed to the provincial platform (also when there were none)."""

QUARTER_UPDATED = Asset("quarter_updated", uri="township-sync://platform/quarter")
"""A quarter's public-welfare posts were handed to the provincial platform."""
