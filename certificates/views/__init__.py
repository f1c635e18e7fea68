"""Pages about certificates, and badges."""
