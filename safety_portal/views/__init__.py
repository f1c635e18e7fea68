"""Pages composed of several apps."""
