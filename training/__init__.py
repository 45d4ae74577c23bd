"""How the sketch model is made: scenes drawn, networks trained, figures measured."""
