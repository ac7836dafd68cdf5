"""The JSON API: schemas, then the core, then encoding."""
