"""What several rules read: topics of a message, wording of its blocks, claims."""
