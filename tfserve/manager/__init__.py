"""What is loaded, in what order, and how requests find it."""
