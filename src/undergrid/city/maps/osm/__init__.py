"""A city out of OpenStreetMap: `survey` reads a file and draws it, `tags` says what is taken for what."""
