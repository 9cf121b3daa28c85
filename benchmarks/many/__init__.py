"""Five hundred messages as a company of some size has them: made from a seed, so every run has the same."""
