"""Items in files: the columns of the implementation list, the formats that carry them, and how a row is judged."""
