"""Logging a thing once."""

from tfserve.sources.notebook import Note, Notebook


def lines(notebook, now, *notes):
    return notebook.write([Note(*note) for note in notes], now)


def test_a_note_is_written_once_while_it_is_true():
    first, notebook = lines(Notebook(), 0, ("path", "gone"))
    later, _ = lines(notebook, 1000, ("path", "gone"))
    assert (first, later) == (("gone",), ())


def test_a_cause_that_tells_something_else_is_written_again_after_a_minute():
    _, notebook = lines(Notebook(), 0, ("path", "a"))
    soon, notebook = lines(notebook, 10, ("path", "b"))
    late, _ = lines(notebook, 60, ("path", "b"))
    assert (soon, late) == ((), ("b",))


def test_a_cause_that_comes_and_goes_is_written_once_a_minute():
    written, notebook = [], Notebook()
    for second in range(180):
        notes = [("path", "gone")] if second % 2 else []
        new, notebook = lines(notebook, second, *notes)
        written += new
    assert len(written) == 3


def test_a_cause_that_returns_after_a_while_is_written_again():
    _, notebook = lines(Notebook(), 0, ("path", "gone"))
    _, notebook = lines(notebook, 100)
    again, _ = lines(notebook, 101, ("path", "gone"))
    assert again == ("gone",)
