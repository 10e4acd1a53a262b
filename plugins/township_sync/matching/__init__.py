"""Which rows may speak of one person or one employer: pairs with their evidence, for people to decide on."""
