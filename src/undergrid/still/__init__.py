"""Stills: the city at a tick as a picture, drawn here, without a browser. It looks as the page does.

Painter(world, names).paint(world, camera.over(city, level, 1440, 810), Caption("Expiry", "expiry", 36))
"""
