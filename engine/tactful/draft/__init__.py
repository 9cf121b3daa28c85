"""Drafts: a template bound to one customer, expanded but not yet HTML, as the rules read it."""
