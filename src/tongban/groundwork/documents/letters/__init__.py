"""The texts of official documents as data: how they are written, checked, kept in versions and found again."""
