import io
import threading

from tfserve.core.executor import ThreadExecutor
from tfserve.telemetry.stacks import write_stacks


def test_every_thread_is_shown_with_its_name_and_where_it_is():
    begun, release = threading.Event(), threading.Event()

    def waits_here():
        begun.set()
        release.wait()

    executor = ThreadExecutor("lazy", 1)
    executor.submit(waits_here)
    begun.wait()
    out = io.StringIO()
    write_stacks(out)
    release.set()
    executor.close()
    assert "Thread lazy-0 (most recent call last):" in out.getvalue()
    assert "in waits_here" in out.getvalue()
    assert "Thread MainThread" in out.getvalue()
