"""Messages and stubs of the Open Inference Protocol, version 2 (KServe, Triton)."""
