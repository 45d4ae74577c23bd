"""The gateway: WebSocket sessions of bots, their events, resuming."""
