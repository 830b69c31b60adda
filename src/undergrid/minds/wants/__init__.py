"""Wants, one file each: what somebody of the cast may be after, in a writer's words.

A want has `Params` (what it needs to know; the first of them may stand alone in a scenario) and `bid`, which says
what it would have one do now, and how urgently; the most urgent want is followed. None of them knows of another.
"""
