"""Orders: how people try something, are refused, take their time over a task, and are interrupted."""
