"""Wants, one file each: what somebody of the cast may be after, in a writer's words.

A want has `Params` (what it needs to know; the first of them may stand alone in a scenario), `bid`, which says what it
would have one do now, and how urgently, and `RISES`, by how much its urgency can rise above the one that is set. The
most urgent bid is followed. None of them knows of another.
"""
