from tfserve.core.ids import ModelSpec, ServableId


def test_a_servable_id_prints_as_in_the_logs_operators_know():
    assert str(ServableId("half_plus_two", 123)) == "{name: half_plus_two version: 123}"


def test_ids_are_ordered_by_name_and_then_by_number():
    ids = [ServableId("b", 1), ServableId("a", 10), ServableId("a", 9)]
    assert sorted(ids) == [ServableId("a", 9), ServableId("a", 10), ServableId("b", 1)]


def test_a_model_spec_prints_as_failed_look_ups_name_it():
    assert str(ModelSpec("m")) == "Latest(m)"
    assert str(ModelSpec("m", version=0)) == "Specific(m, 0)"
