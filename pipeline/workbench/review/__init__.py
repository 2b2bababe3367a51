"""The annotators' local page: documents with their tags, and decisions on them."""
