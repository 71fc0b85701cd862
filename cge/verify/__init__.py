"""Published results beside the model's own: cases, figures, verdicts."""

from cge.verify.cases import CASES, Report, verify

__all__ = ["CASES", "Report", "verify"]
