"""Configuration as frozen values, and the readers that make them."""
