"""How files arrive: one module per channel; its name is the `channel` of contracts/units.csv."""
