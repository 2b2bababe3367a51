"""Many files -> annotated JSONL: what is done once is not done again, and nothing is ever half written."""
