"""The HTTP API: from a request on the socket to a handler's answer, with limits and harm."""
