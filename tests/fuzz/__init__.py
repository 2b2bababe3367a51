"""Mutated inputs through readers, pattern loader and the whole batch: `make fuzz`, and a short run in the tests."""
