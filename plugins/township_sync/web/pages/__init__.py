"""One module per page, or per few pages about the same thing: each has a `router`, and none is listed anywhere."""
