"""Kinds of models, one loader factory per platform."""
