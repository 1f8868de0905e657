"""The order in which lists reach the target."""

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.sources.outbox import Outbox

VERSION = ServableData(ServableId("m", 1), "/m/1")


class PollUnderWay:
    """A target that, while it takes an empty list, is given another one with the same ticket."""

    def __init__(self):
        self.outbox = Outbox(self)
        self.ticket = self.outbox.open("m")
        self.lists = []
        self.was_taken = None

    def aspire(self, servable_name, versions, left_out=None):
        self.lists.append(tuple(versions))
        if not versions:
            self.was_taken = self.outbox.post(self.ticket, (VERSION,))


def test_a_poll_that_ends_while_its_model_is_withdrawn_does_not_bring_the_model_back():
    target = PollUnderWay()
    target.outbox.withdraw(target.ticket)
    assert target.lists == [()]
    assert target.was_taken is False
