"""Where versions lie: implementations of `core.storage.Storage`."""
