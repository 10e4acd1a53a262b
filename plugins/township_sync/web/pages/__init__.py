"""One module per page, or per few pages about the same thing: each has a `router`, and none is listed anywhere.

A module whose pages are not for everybody names the act of config/board_roles.yaml that they need as `NEEDS`.
"""
