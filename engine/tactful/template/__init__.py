"""Templates: Jinja sources with exact positions, expansion with holes, and the flows of context members through them."""
