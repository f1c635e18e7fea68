"""What people write into a plan."""
