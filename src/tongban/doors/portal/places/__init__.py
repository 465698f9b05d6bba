"""How service points are shown: in lists, on pages of their own and on a map drawn by us."""
