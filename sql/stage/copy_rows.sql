-- grain: one row per data row of a sheet
-- parameters: none; {entity} and {columns} come from the contract
COPY stage.{entity} ({columns}) FROM STDIN
