"""The panels of the window, one file for each."""
