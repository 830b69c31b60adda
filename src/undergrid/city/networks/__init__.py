"""Networks of nodes and wires as files: tables, lists of edges, GraphML."""
