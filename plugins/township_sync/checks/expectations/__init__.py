"""Expectations of ours where Great Expectations has none: one check, one file, vectorised on pandas."""
