"""The number of a disability certificate is the identity number with a type and a grade."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class CertificateOfId(RowsMetric):
    """True where there is no certificate, or it begins with the row's number and goes on as the form demands."""

    condition_metric_name = "multicolumn_values.certificate_of_id"
    condition_value_keys = ("number", "certificate", "form")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, number: str, certificate: str, form: str, **kwargs: Any
    ) -> pd.Series:
        written, own = column_list[certificate], column_list[number]
        fits = written.str[:18].eq(own) & written.str.match(form, na=False)
        return written.isna() | own.isna() | fits


class ExpectCertificatesToBelongToTheirId(RowsExpectation):
    """Expect the first 18 characters of `certificate` to be `number`, and the whole to fit the pattern `form`."""

    number: str
    certificate: str
    form: str

    map_metric: ClassVar[str] = "multicolumn_values.certificate_of_id"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "number", "certificate", "form")
