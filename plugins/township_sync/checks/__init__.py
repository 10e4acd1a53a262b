"""What is judged: cells as they are read (`conform`), and rows by Great Expectations (`suites`)."""
