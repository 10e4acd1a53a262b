"""The pages of one golden month."""

from pathlib import Path

import pytest

from township_sync.domain.judged_month import JudgedMonth
from township_sync.steps.data_docs import write_data_docs
from unit.documents.judged_months import judged


@pytest.fixture(scope="package")
def month() -> JudgedMonth:
    """A month with all that can come of a rule."""
    return judged("workers")


@pytest.fixture(scope="package")
def site(month: JudgedMonth, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its pages."""
    folder = tmp_path_factory.mktemp("docs")
    write_data_docs(folder, [month])
    return folder
