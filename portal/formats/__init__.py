"""How dates may be typed: Django's Turkish lacks the point that everybody writes and the date pickers put in."""
