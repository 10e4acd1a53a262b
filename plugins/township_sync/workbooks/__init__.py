"""The workbooks that go back to the townships, and the empty ones that they fill in."""
