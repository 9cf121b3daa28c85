"""The stages after expansion, each an adapter with one function. They run once per shape."""
