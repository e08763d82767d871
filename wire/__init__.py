"""What the programs of Curiocity must agree on: messages, topics, the broker client, frames."""
