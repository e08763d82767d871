"""The hub's pages: the public board, the slip page, the console, for a phone, a laptop and a wall."""
