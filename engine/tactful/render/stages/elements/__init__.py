"""The elements of MJML's body, each written as npm mjml 4.18 writes it (read off its output, template by template)."""
