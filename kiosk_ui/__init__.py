"""The walk-up kiosk: one question, free words, a slip; and the public screen."""
