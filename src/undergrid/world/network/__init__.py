"""A control network as a graph: what attacks and cascades leave of it, and what its wires carry."""
