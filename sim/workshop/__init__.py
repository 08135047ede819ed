"""Takes compiled scenarios, gives writers what they cannot see by reading: what never happens, what dominates, what a change moves."""
