"""The lint rules that come with Tactful: one file, one fault."""
