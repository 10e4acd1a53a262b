"""Imported once by the process that all others are forked from: the libraries, and the definitions, read already."""

import importlib
from datetime import date

from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import contracts
from township_sync.domain.unit import units
from township_sync.steps.report_letter import letter_words

for _name in (
    "faults.steps_of_a_world", "township_sync.sandbox.peers", "township_sync.steps.publish",
    "township_sync.steps.submit", "township_sync.steps.follow", "township_sync.steps.catch_up",
    "township_sync.steps.compare", "township_sync.channels.mail", "xlsxwriter", "openpyxl", "requests", "uvicorn",
    "smtplib",
):
    importlib.import_module(_name)
# A mail server that is silent is waited for as long as any other peer here.
importlib.import_module("township_sync.channels.mail")._SECONDS = 1.0  # type: ignore[attr-defined]
contracts()
units()
letter_words()
policy_on(date(2020, 5, 31))
