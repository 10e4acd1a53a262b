"""Everything that runs for real on loopback so that the road can be walked without the outside world."""
