"""The slips that are made on purpose, each by what it changes."""
