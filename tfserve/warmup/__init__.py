"""What is done with a loaded version before it serves."""
