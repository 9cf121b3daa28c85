"""Contexts, facts, time, topics, manifests, configuration, findings: what a project says, checked."""
