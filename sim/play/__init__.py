"""Games of one world, the loop over many, and saves."""
