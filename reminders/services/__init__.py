"""Every write of the reminders app: finding what is due, digests, and what people choose.

Each is in a module of its own: `looking` writes what has come due, `digests` makes one mail a
person of it, `choosing` keeps what people do not want, `states` moves a reminder.
"""
