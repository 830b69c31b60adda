"""What changes, theme by theme: columns and the words for what stands in them, no functions."""
