"""How one cell becomes a typed value: one file for each column type of the contracts, each with a function `read`."""
