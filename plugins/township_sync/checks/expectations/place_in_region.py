"""The place of work lies in the region that the row names."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class PlaceInRegion(RowsMetric):
    """True where the place names nothing that cannot lie in the region class."""

    condition_metric_name = "multicolumn_values.place_in_region"
    condition_value_keys = ("region", "place", "impossible")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, region: str, place: str, impossible: dict[str, str], **kwargs: Any
    ) -> pd.Series:
        wrong = pd.Series(False, index=column_list.index)
        for code, pattern in impossible.items():
            wrong |= column_list[region].eq(code) & column_list[place].str.match(pattern, na=False)
        return ~wrong


class ExpectPlacesToLieInTheirRegion(RowsExpectation):
    """Expect no `place` to match the pattern that `impossible` gives for the code in `region`."""

    region: str
    place: str
    impossible: dict[str, str]

    map_metric: ClassVar[str] = "multicolumn_values.place_in_region"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "region", "place", "impossible")
