"""How we talk HTTP to a peer: bounded in time and size, patient, and honest about what it does not know."""
