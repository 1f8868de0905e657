"""The ways in: bytes in, bytes out."""
