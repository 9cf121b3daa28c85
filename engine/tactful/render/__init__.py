"""From drafts to emails: moulds made once per shape, filled per customer."""
