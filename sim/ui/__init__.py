"""The window: pixels for one world. The only folder that imports pygame."""
