"""Every write about introductions, by what people do."""
