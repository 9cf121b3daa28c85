"""For all tests: pytest inside pytest, for those of the plugin."""

pytest_plugins = ["pytester"]
