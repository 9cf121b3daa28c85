"""Mutation testing of the rules: what is broken (``made``), and whether a test notices (``tried``)."""
