"""The registries that identity asks, each a folder."""
