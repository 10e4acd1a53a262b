"""What the words mean: contracts, tables, findings, periods, identity numbers, masking. No I/O of its own."""
