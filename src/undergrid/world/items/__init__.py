"""Items: what people carry."""
