"""The guide of an item in all its shapes: page, flow chart, printed leaflet, blank forms, structured data."""
