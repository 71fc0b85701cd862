"""Files of games and win-sets: published schemas, shipped examples."""

import json

import pytest

from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.games import schema, winset_schema
from cge.games.profiles import scenarios
from cge.games.run import parse_game, read_game
from cge.games.winset import parse_winset, read_winset
from cge.paths import shipped
from cge.scenario.examples import shipped_examples


@pytest.mark.parametrize(("folder", "of"), [("games", schema), ("winsets", winset_schema)])
def test_the_published_schema_is_that_of_the_code(folder, of):
    file = shipped("examples") / folder / "schema.json"
    assert json.loads(file.read_text()) == json.loads(json.dumps(of.json_schema())), (
        f"examples/{folder}/schema.json is old: write json_schema() to it"
    )


@pytest.mark.parametrize("name", shipped_examples("games"))
def test_a_shipped_game_names_what_its_benchmark_has(name):
    source = read_game(name)
    bench = load_benchmark(source.data["benchmark"])
    game = parse_game(source, bench)
    assert game.name == name
    if not game.continuous:
        assert len(scenarios(game, bench)) == 4


@pytest.mark.parametrize("name", shipped_examples("winsets"))
def test_a_shipped_win_set_names_what_its_benchmark_has(name):
    source = read_winset(name)
    assert parse_winset(source, load_benchmark(source.data["benchmark"])).name == name


def test_an_unknown_game_is_told_with_the_nearest_name():
    with pytest.raises(UsageError, match="brazil_china"):
        read_game("brazil_chinas")
