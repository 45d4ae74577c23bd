"""Use cases, a verb a module; they know storage and ports, never Discord."""
