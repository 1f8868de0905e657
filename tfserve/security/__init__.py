"""Who may do what, and how connections are protected."""
