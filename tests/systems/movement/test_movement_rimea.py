"""The cases of IMO and RiMEA: each figure within its bounds, and on the page as it is measured."""

import pytest
from scenes.rimea import CASES, figures, written


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.what}")
def test_a_case_comes_to_what_is_asked(case):
    assert case.low <= case.measured() <= case.high


@pytest.mark.slow
def test_the_page_says_what_is_measured():
    assert written() == figures().splitlines()
