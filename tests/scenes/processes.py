"""Which process gets which tests, where several share them (`-n`).

All tests of a file go to one process, since what a fixture has lived through is there. So do all files that look at one
and the same night of a session, or at one and the same page. What takes longest is begun first: nobody waits for it at
the end.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadFileScheduling

ONE_NIGHT = {
    "tests/seeds/eden/night/": "a night of eden",
    "tests/seeds/eden/test_canon.py": "a night of eden",
    "tests/seeds/expiry/test_night.py": "a night of expiry",
    "tests/seeds/expiry/test_canon.py": "a night of expiry",
    "tests/serve/test_page.py": "the page",
    "tests/serve/test_page_told.py": "the page",
    "tests/serve/test_access.py": "the page",
    "tests/serve/test_graphics.py": "the page",
    "tests/serve/test_server.py": "the server",
    "tests/serve/test_many.py": "the server",
}
LONGEST_FIRST = (
    "a night of eden",
    "tests/contract/test_turned_knobs.py",
    "tests/contract/test_determinism.py",
    "tests/seeds/expiry/test_life.py",
    "tests/contract/test_causes.py",
    "tests/study/test_fates.py",
    "tests/makers/test_rust.py",
    "tests/world/view/test_verbs.py",
    "a night of expiry",
    "the page",
    "tests/cli/test_watch.py",
    "the server",
    "tests/serve/test_asked.py",
    "tests/runs/test_faults.py",
    "tests/runs/test_replay_and_fork.py",
    "tests/runs/test_killed.py",
    "tests/city/test_routes.py",
    "tests/minds/test_minds.py",
    "tests/systems/society/test_parley.py",
    "tests/contract/test_sentences.py",
    "tests/cli/test_streams.py",
    "tests/mutation/test_run.py",
    "tests/core/test_jit.py",
    "tests/seeds/expiry/test_ensemble.py",
    "tests/seeds/expiry/test_c19.py",
    "tests/seeds/eden/test_heat.py",
    "tests/runs/test_verify.py",
    "tests/seeds/neonhaven/test_network.py",
    "tests/cli/test_any_command.py",
    "tests/cli/test_rows.py",
    "tests/seeds/neonhaven/test_council.py",
)


class Shared(LoadFileScheduling):
    """As `--dist loadfile`, with the order and the groups above."""

    def _split_scope(self, nodeid: str) -> str:
        return next((night for part, night in ONE_NIGHT.items() if nodeid.startswith(part)), nodeid.split("::", 1)[0])

    def _assign_work_unit(self, node: Any) -> None:
        longest = next((scope for scope in LONGEST_FIRST if scope in self.workqueue), None)
        if longest is not None:
            self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
