"""``cge sensitivity`` on the command line."""

import json

import pytest

QUOTA = "quota_10pct.yaml"
FEW = ("--parameter", "catch_up", "--parameter", "esubsk")
SIZE = "visas.quota.size.percent_of_labour_force"


def test_what_moves_the_gain_is_told_drawn_and_written(cge, examples, tmp_path):
    out, figure = tmp_path / "q.csv", tmp_path / "tornado.svg"
    done = cge("sensitivity", examples / QUOTA, "--data", "workers[abroad]", "--over", SIZE, *FEW,
               "--out", out, "--plot", figure, "--top", 3)  # fmt: skip
    assert done.code == 0, done.err
    assert "welfare_ev_world_ppp" in done.out
    assert "3 of 4" in done.out
    assert SIZE in out.read_text()
    assert figure.stat().st_size > 0
    assert (tmp_path / "tornado.csv").is_file()


def test_json_has_every_row(cge, examples):
    done = cge("sensitivity", examples / QUOTA, "--data", "tariff", "--json", *FEW,
               "--outcome", "wage[north, low, native]")  # fmt: skip
    assert done.code == 0, done.err
    rows = json.loads(done.out)["rows"]
    assert {"catch_up", "esubsk"} <= {row["input"] for row in rows}
    assert all(row["unit"] == "USD per worker and year" for row in rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--outcome", "welfare_wrld"), "did you mean"),
        (("--over", "visas.quota.sze"), "finite number"),
        (("--parameter", "catchup"), "did you mean 'catch_up'"),
        (("--data", "worker"), "did you mean 'workers'"),
        (("--out", "x.txt"), "must end in"),
        (("--plot", "x.txt"), "must end in"),
        (("--out", "x.csv", "--plot", "x.svg"), "another name"),
    ],
)
def test_a_wrong_command_line_is_told_what_is_allowed(cge, examples, tmp_path, monkeypatch,
                                                      options, words):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = cge("sensitivity", examples / QUOTA, *options)
    assert done.code == 2
    assert words in done.err
    assert not list(tmp_path.iterdir())
