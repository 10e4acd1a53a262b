"""How townships are told: one module per way; its name is the `reply` of contracts/units.csv."""
