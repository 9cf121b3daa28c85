"""Linting: the rule API, the loader, the runner, and what rules share (exposure, the customer's view, reading of flows)."""
