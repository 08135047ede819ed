"""The widget kit: small pieces that measure and paint themselves."""

from __future__ import annotations

from sim.ui.widgets.base import Act, Widget
from sim.ui.widgets.column import Column, chips, stack_height
from sim.ui.widgets.controls import Button, Field, button, check_row
from sim.ui.widgets.scroll import Scroll
from sim.ui.widgets.shapes import Bar, Box, Dots, Flag, Icon, Picture, Spark
from sim.ui.widgets.texts import ChipTag, Count, Key, Link, Rich, Text, source_line, source_tag

__all__ = [
    "Act",
    "Bar",
    "Box",
    "Button",
    "ChipTag",
    "Column",
    "Count",
    "Dots",
    "Field",
    "Flag",
    "Icon",
    "Key",
    "Link",
    "Picture",
    "Rich",
    "Scroll",
    "Spark",
    "Text",
    "Widget",
    "button",
    "check_row",
    "chips",
    "source_line",
    "source_tag",
    "stack_height",
]
