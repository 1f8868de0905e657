"""What should be served: storage is watched and versions are aspired."""
