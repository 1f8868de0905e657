"""The parts of protos/build.py: one kind of output each."""
