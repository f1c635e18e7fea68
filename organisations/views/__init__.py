"""Pages about the register, sign-up and membership."""
