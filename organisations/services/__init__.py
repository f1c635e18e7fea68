"""Every write to the register, to memberships and to the people who act for them."""
