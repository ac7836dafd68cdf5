"""Pure numerics: arrays in, arrays out. Nothing here knows about the web."""
