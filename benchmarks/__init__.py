"""What is measured, and how: each file ends with one line of JSON."""
