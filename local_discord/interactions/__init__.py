"""Commands, interactions and modals."""
