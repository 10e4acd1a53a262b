"""Read by every Airflow process when it starts: workers fork from one that has imported what costs seconds to import.

It goes into `$AIRFLOW_HOME/config`; `township-sync up` and the image put it there.
"""

import sys

if any(word in ("scheduler", "worker") for word in sys.argv[1:3]):
    import great_expectations  # noqa: F401
    import pandas  # noqa: F401
