"""More processor time for the formats that are read by Python instead of compiled code.

Only once the content has shown its format: the time for a file as sent stays the limit for everything before.
"""

import resource

from township_sync.readers import limits


def allow_slow_format() -> None:
    """Let this process take the time for slow formats; one without a limit stays without."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if resource.RLIM_INFINITY not in (soft, hard):
        resource.setrlimit(resource.RLIMIT_CPU, (hard - 1, hard))


def limit_to(size: int) -> None:
    """Begin with the time for a file of so many bytes; behind it the kernel stops the process (SIGXCPU)."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds(size), limits.slow_cpu_seconds(size) + 1))
