"""From a definition file to what a machine needs: suites from `expectations/`, terms from `policies/`."""
