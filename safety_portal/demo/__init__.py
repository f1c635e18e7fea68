"""The demo: made-up members, and a page that shows the mail. Only there when `DEMO=1`."""
