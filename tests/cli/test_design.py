"""``cge design``: what a user is told where no treaty is possible."""

import pytest

DESIGN = """
name: unpaid
benchmark: north_south
signatories: all
admissions:
  - {name: workers, to: high_income, from: developing, price: [0, 0.3], captured: 0}
starts: 1
"""


@pytest.mark.slow
@pytest.mark.solver
def test_a_treaty_that_is_not_possible_ends_with_those_who_lose_and_exit_code_four(cge, tmp_path):
    """Newcomers come at a low price, and nobody is paid."""
    file = tmp_path / "unpaid.yaml"
    file.write_text(DESIGN)
    done = cge("design", file, "--out", tmp_path / "out")
    assert done.code == 4, done.err
    assert "cannot be compensated" in done.err
    assert "established_migrants NORTH low" in done.err
    assert not list((tmp_path / "out").glob("*.yaml"))
