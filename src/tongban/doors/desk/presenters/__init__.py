"""What the desk's templates are given: plain facts in the reader's language."""
