"""One host's optimum: number and price of visas, and the rule of an auction."""

import pytest

import cge
from cge.designer.designer import Designer
from cge.designer.load import parse_design, read_design
from cge.designer.supply import supplies
from cge.paths import shipped


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    """The host of the textbook sells visas for its natives; all make one good."""
    base = tmp_path_factory.mktemp("base") / "alike.yaml"
    base.write_text("name: alike\ndescription: one good\nclosure: {trade: homogeneous}\n")
    bench = cge.load_benchmark(shipped("examples") / "immigration_surplus" / "benchmark")
    clause = {"name": "sold", "to": "host", "from": "source", "captured": 1,
              "revenue": {"destination_natives": 1}}  # fmt: skip
    design = {
        "name": "auction",
        "base": str(base),
        "signatories": "host",
        "protected": [],
        "maximise": {"aim": "government", "region": "host", "weights": {"natives": 1}},
        "admissions": [clause],
        "starts": 1,
    }
    designed = Designer(parse_design(read_design(design), bench), bench).search()
    return designed, cge.solve(bench, designed.scenario())


def test_a_host_that_sells_visas_asks_one_over_one_plus_the_elasticity(sold):
    """Collie (2007): z = 1 / (1 + e), e the elasticity of supply at the solution."""
    designed, _ = sold
    (one,) = supplies(designed)
    assert one.price == pytest.approx(one.rule, rel=1e-4)
    assert 0.5 < one.price < 1 if one.elasticity < 1 else one.price < 0.5


def test_its_wage_is_one_plus_one_over_the_elasticity_of_that_of_the_source(sold):
    designed, result = sold
    (one,) = supplies(designed)
    wage = result.wage.sel(nativity="native").squeeze("skill")
    host, source = (float(wage.sel(destination=region)) for region in ("host", "source"))
    assert host / source == pytest.approx(1 + 1 / one.elasticity, rel=1e-4)
