"""Society: what people think of each other, know, and pass on."""
