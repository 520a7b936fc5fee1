"""The conformance suite for sandboxes."""


class SandboxContract:
    """Placeholder."""
