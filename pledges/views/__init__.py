"""Pages about the five pledges, and the sign-up steps that bring them together."""
