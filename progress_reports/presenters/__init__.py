"""Progress reports put into words and charts."""
