"""The calls of the API: messages in, messages out, no transport."""
