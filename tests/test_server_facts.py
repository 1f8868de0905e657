"""What the server's parts tell to metrics."""

from __future__ import annotations

from tfserve.security.authorizer import AuthStatistics
from tfserve.security.followed import FollowedStatistics
from tfserve.security.protection import ProtectionStatistics
from tfserve.server_facts import protection_readings


def test_a_server_without_protection_has_no_metrics_of_it():
    assert list(protection_readings(ProtectionStatistics(None, {}))) == []


def test_decisions_and_changes_of_files_are_counted_and_wrong_files_are_told():
    now = ProtectionStatistics(
        AuthStatistics(allowed=5, missing=1, wrong=2, forbidden=3),
        {"certificates": FollowedStatistics(2, 1, is_current=False)},
    )
    assert {each.name: dict(each.samples) for each in protection_readings(now)} == {
        "tfserve_auth_decisions": {
            ("allowed",): 5.0, ("missing",): 1.0, ("wrong",): 2.0, ("forbidden",): 3.0,
        },
        "tfserve_security_reloads": {
            ("certificates", "taken"): 2.0, ("certificates", "refused"): 1.0,
        },
        "tfserve_security_files_current": {("certificates",): 0.0},
    }  # fmt: skip
