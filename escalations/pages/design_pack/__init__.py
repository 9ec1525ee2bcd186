"""The design pack as a document: on the page, on paper, as files."""
