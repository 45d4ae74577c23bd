"""“Le train de minuit”: the song of the demo in French."""
