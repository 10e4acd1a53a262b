"""Benchmarks: each measures ours beside a yardstick in one run and prints the ratio; none is a test.

One file per benchmark: `intake` (reading workbooks). What it measures with is made here too (`books`), the same every
time.
"""
