"""The scenario file: read it, check it, build the world that it describes.

load("expiry")            -> Scenario, or ScenarioError with all that is wrong
check("my/scenario.yaml") -> every Problem, with its line
doubts("my/scenario.yaml") -> what is no mistake but should be known: wants that can never act
build("expiry", seed=7)   -> Built: a world at tick 0 and what a run needs besides
"""

from undergrid.setup.build.build import Built, build
from undergrid.setup.check.check import check, doubts
from undergrid.setup.check.names import Want
from undergrid.setup.file.problems import Problem, ScenarioError
from undergrid.setup.load import Scenario, find, load, shipped

__all__ = [
    "Built",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Want",
    "build",
    "check",
    "doubts",
    "find",
    "load",
    "shipped",
]
