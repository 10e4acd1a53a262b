"""Delimited text that is made to hurt whoever reads it (reliability.md 2.8, inputs 16-18, 37, 38)."""

from museum.parts import HEADERS, csv_text, table


def one_line_of_a_hundred_megabytes() -> bytes:
    return b"x" * 100_000_000


def a_line_of_fields() -> bytes:
    return b"," * 60_000_000


def a_million_columns() -> bytes:
    return csv_text(table()).encode() + b",".join(b"%d" % number for number in range(1_000_000)) + b"\r\n"


def a_wide_header() -> bytes:
    return (",".join([*HEADERS, *map(str, range(1_000_000))]) + "\r\n").encode()


def a_quote_without_end() -> bytes:
    return csv_text(table()).encode() + b'"' + b"x,\r\n" * 3_000_000


def nothing_but_quotes() -> bytes:
    return csv_text(table()).encode() + b'"' * 20_000_001


def millions_of_empty_lines() -> bytes:
    return csv_text(table()).encode() + b"\r\n" * 10_000_000


def odd_bytes_of_utf_16() -> bytes:
    return csv_text(table()).encode("utf-16") + b"\x41"


def half_a_surrogate() -> bytes:
    return csv_text(table()).encode("utf-16") + b"\x00\xd8\x41\x00"
