"""The command that says who would be lost under a policy: forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, Run, changes_of, command, moment
from undergrid.core import units
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.sim import Sim
    from undergrid.world.view.losses import Losses


@command()
def forecast(
    run: Run,
    at: Annotated[
        str, typer.Option(metavar="T", help="When: '2h', '90 min' or seconds after the start, '21:30'.")
    ] = "0",
    set: Annotated[
        list[str] | None,
        typer.Option(metavar="KNOB=VALUE", help="A policy: such as subscription.threshold=480. May be given again."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="T", help="Whose assessment comes by then: '36h', '21:30'; to the end if left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Say who will not be renewed: as things are, and under another policy, before it is turned."""
    from undergrid import runs

    changed = changes_of(set or ())
    if touches := [name for name in changed if runs.is_touch(name)]:
        raise UsageError(f"--set {touches[0]}: a policy is a knob of a rule", hint="such as subscription.threshold=480")
    for given, option in ((at, "--at"), (until, "--until")):
        moment(given, option)
    end = None if until is None else runs.tick_of(run, until, "--until")
    with console.progress(f"going to that moment of {run}", units.spell_duration) as update:
        sim = runs.moment(Path(run), at, update)
    found = {"as things are": sim.losses(None, end)}
    if changed:
        found["under that policy"] = sim.losses(changed, end)
    if json:
        console.answer({name.replace(" ", "_"): _plain(sim, losses) for name, losses in found.items()})
        return
    for name, losses in found.items():
        console.show(_line(name, losses))
        for row, chance in _named(sim, losses):
            console.show(f"  {sim.names().citizen(row)}: {chance:.0%}")


def _line(name: str, losses: Losses) -> str:
    return (
        f"{name}: of {len(losses.who):,} who are assessed by then {losses.expected:,.1f} are lost, give or take "
        f"{losses.spread:,.1f}; {len(losses.certain):,} for certain, {len(losses.at_risk):,} perhaps; the end of "
        f"{len(losses.refused):,} stands already"
    )


def _named(sim: Sim, losses: Losses) -> list[tuple[int, float]]:
    """Those with a name who may be lost, each with the chance."""
    pairs = zip(losses.who.tolist(), losses.chance.tolist(), strict=True)
    return [(row, chance) for row, chance in pairs if chance > 0 and row in sim.world.names]


def _plain(sim: Sim, losses: Losses) -> dict[str, object]:
    names = sim.names()
    return {
        "assessed": len(losses.who),
        "expected": losses.expected,
        "spread": losses.spread,
        "certain": [names.citizen(row) for row in losses.certain.tolist()],
        "at_risk": [
            {"who": names.citizen(row), "chance": chance}
            for row, chance in zip(losses.who.tolist(), losses.chance.tolist(), strict=True)
            if 0 < chance < 1
        ],
        "refused": [names.citizen(row) for row in losses.refused.tolist()],
    }
