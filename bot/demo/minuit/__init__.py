"""“Le train de minuit”: score, instruments and the program that plays them into a file."""
