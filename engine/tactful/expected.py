"""Whether a sample came to what its message's manifest expects."""

from __future__ import annotations

from tactful.model.findings import Report
from tactful.model.manifest import Manifest


def difference(manifest: Manifest, sample: str, report: Report) -> str:
    """What differs from ``[[expect]]``, or nothing. A sample of which nothing is said is expected to be accepted."""
    for expectation in manifest.expect:
        if expectation.sample == sample:
            missing = [code for code in expectation.codes if code not in report.codes]
            if report.verdict != expectation.verdict:
                codes = f" ({', '.join(report.blocking_codes)})" if report.rejected else ""
                return f"expected {expectation.verdict}, got {report.verdict}{codes}"
            return f"expected {', '.join(missing)}" if missing else ""
    return f"rejected ({', '.join(report.blocking_codes)})" if report.rejected else ""


__all__ = ["difference"]
