"""The log, told: why something happened, what would have changed it, what differs, and a night as a story."""

from undergrid.story.chronicle import LENGTHS, Chronicle, chronicle, formats
from undergrid.story.differences import differences
from undergrid.story.draws import percent
from undergrid.story.explain import Explained, explain
from undergrid.story.gaps import Gap, gaps
from undergrid.story.motive import Motive, moment, motive
from undergrid.story.otherwise import Otherwise, nothing_found, otherwise, told_otherwise
from undergrid.story.phrases import tell
from undergrid.story.series import Point, course, draw
from undergrid.story.telling import following
from undergrid.story.uncalled import as_told
from undergrid.story.which import LASTING, one, spell
from undergrid.story.why import Link, why

__all__ = [
    "LASTING", "LENGTHS", "Chronicle", "Explained", "Gap", "Link", "Motive", "Otherwise", "Point", "as_told",
    "chronicle", "course", "differences", "draw", "explain", "following", "formats", "gaps", "moment", "motive",
    "nothing_found", "one", "otherwise", "percent", "spell", "tell", "told_otherwise", "why",
]  # fmt: skip
