from tfserve.core.nearest import nearest_name


def test_a_typing_mistake_leads_to_the_name_that_was_meant():
    assert nearest_name("half_plus_tow", ["mnist", "half_plus_two"]) == "half_plus_two"


def test_nothing_is_said_where_nothing_resembles():
    assert nearest_name("zzz", ["mnist", "half_plus_two"]) is None


def test_only_the_plain_form_is_compared():
    assert nearest_name("MNIST", ["mnist"], plain=str.casefold) == "mnist"


def test_no_typing_mistake_is_looked_for_in_a_very_long_name():
    long = "m" * 201
    assert nearest_name(long, [long]) is None
