"""MJML as text with exact offsets: a tolerant parser, places, blocks. Nothing here knows Jinja or customers."""
