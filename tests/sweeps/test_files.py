"""Bad files of sweeps and of ranges are refused with file and line."""

import pytest

import cge
from cge.errors import DataError, ScenarioError, UsageError
from cge.sweeps.file import read_sweep, short
from cge.sweeps.ranges import ranges

GOOD = """\
scenario: quota_3pct
benchmark: north_south
design: lhs
draws: 20
over:
  parameters.esubnm: range
  visas.0.size.percent_of_labour_force: 1:3:1
outcomes: ["welfare_ev[group=*]"]
"""


@pytest.fixture(scope="module")
def bench():
    return cge.load_benchmark("north_south")


def test_a_good_file_is_planned(tmp_path):
    path = tmp_path / "size.yaml"
    path.write_text(GOOD)
    plan = read_sweep(path)
    assert plan.name == "size"
    assert len(plan.rows()) == 3 * 21
    assert [row.part for row in plan.rows()].count("centre") == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("design: lhs", "design: monte", r"size.yaml:3: design: found 'monte'; allowed: grid, lhs"),
        ("draws: 20", "draws: 0", r"size.yaml:4: draws"),
        ("draws: 20", "drawn: 20", r"size.yaml:4: drawn: "),
        ("esubnm: range", "esubmn: range", r"size.yaml:6: over.parameters.esubmn: .*esubnm"),
        ("esubnm: range", "esubnm: {low: 3}", r"size.yaml:6: .*high: a range has low and high"),
        ("esubnm: range", "esubnm: {low: 3, high: 1}", r"size.yaml:6: .*not in the order"),
        ("1:3:1", "1:3:0", r"size.yaml:7: .*'1:3:0' is no grid"),
        ("1:3:1", "[1, many]", r"size.yaml:7: .*many"),
        ("visas.0", "visas.7", r"size.yaml:7: .*has no entry '7'"),
        ("group=*", "grup=*", r"size.yaml:8: .*no dimension 'grup'"),
        ("welfare_ev[", "wage[", r"size.yaml:8: .*no dimension 'group'"),
        ("welfare_ev[group=*]", "wage", r"size.yaml:8: .*cannot be added up over"),
        ("design: lhs", "design: sobol", r"size.yaml:4: draws: Sobol indices of 1 .*at least 24"),
        ("design: lhs", "design: grid", r"size.yaml:3: design: grid takes listed values"),
        ("quota_3pct", "quota_3pc", r"quota_3pct"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path, old, new, message):
    path = tmp_path / "size.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises((ScenarioError, UsageError), match=message):
        read_sweep(path)


def test_a_key_is_varied_once():
    with pytest.raises(UsageError, match="varied twice"):
        short("quota_3pct", ["closure.capital=[fixed]", "closure.capital=[mobile]"],
              benchmark="north_south")  # fmt: skip
    with pytest.raises(ScenarioError, match="varies nothing"):
        short("quota_3pct", [], benchmark="north_south")


def test_every_parameter_of_a_benchmark_has_a_range_a_shape_and_a_source(bench):
    known = ranges(bench)
    assert {"esubnm", "catch_up", "would_be_migrants", "data.workers"} <= set(known)
    for one in known.values():
        assert ((one.low <= one.central) & (one.central <= one.high)).all()
        assert one.source, one.name
        assert one.status in ("published", "assumption")
    assert known["esubnm"].shape == "reciprocal"
    assert not known["density"].varies


def test_a_file_of_a_user_overrides_row_by_row(bench, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "name,sector,shape,low,central,high,source\n"
        "esubnm,,uniform,5,6,7,mine\nesubd,services,,1,1.5,2,mine\n"
    )
    known = ranges(bench, path)
    assert float(known["esubnm"].at(0.5)) == pytest.approx(6.0, abs=1e-12)
    services = known["esubd"].labels.index("services")
    assert known["esubd"].central[services] == 1.5
    assert known["esubd"].central[1 - services % 2] == 3.0
    assert known["esubnm"].source == "mine"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("esubmn,,,1,2,3", r"mine.csv:2: 'esubmn' is nothing that has a range.*esubnm"),
        ("esubnm,,,3,2,1", r"mine.csv:2: .*not in the order low, central, high"),
        ("esubnm,,bell,1,2,3", r"mine.csv:2: shape 'bell' is unknown"),
        ("esubnm,goods,,1,2,3", r"mine.csv:2: esubnm has no sectors"),
        ("esubd,goods,,1,2,3", r"mine.csv:2: 'goods' is not a sector of esubd"),
        ("esubnm,,,1,x,3", r"mine.csv:2: central 'x' is not a number"),
        ("catch_up,,,0,0.5,2", r"mine.csv:2: .*high 2 must be at most 1"),
        ("esubd,,log_triangular,0,2,3", r"mine.csv:2: .*needs low above 0"),
        ("esubnm,,triangular,1,2,inf", r"mine.csv:2: .*infinite end needs shape reciprocal"),
        ("productivity_growth,,,0,,", r"mine.csv:2: .*low, central and high are needed"),
    ],
)
def test_bad_ranges_are_refused_with_their_line(bench, tmp_path, row, message):
    path = tmp_path / "mine.csv"
    path.write_text(f"name,sector,shape,low,central,high\n{row}\n")
    with pytest.raises(DataError, match=message):
        ranges(bench, path)
