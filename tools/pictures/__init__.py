"""The pictures of the documents, taken from a real run; nothing in them is drawn by hand."""
