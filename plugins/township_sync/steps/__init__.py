"""The verbs of the road, one file and one public function each (docs/architecture.md)."""
