"""Pages about introductions: of members, and of the campaign team."""
