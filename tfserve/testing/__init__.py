"""Fakes and conformance kits for this project's tests and for plug-ins of others."""
