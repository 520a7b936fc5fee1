"""The company's clients, played against a service: when they come, what they send, and what became of it."""
