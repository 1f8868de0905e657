"""gRPC on grpcio."""
