"""A run as tables: `undergrid.open(RUN)` answers SQL over its log, and over how people stood at its last keyframe."""

from undergrid.study.sql.tables import QueryError, Tables, open_run
from undergrid.study.sql.views import VIEWS, View

__all__ = ["VIEWS", "QueryError", "Tables", "View", "open_run"]
