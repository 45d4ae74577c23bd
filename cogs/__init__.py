"""Discord commands and events: parse, defer, call one service, show the answer."""
