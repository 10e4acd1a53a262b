"""township-sync: from the townships' workbooks to the provincial platform, exactly once."""

__version__ = "0.1.0"
