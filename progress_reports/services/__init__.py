"""Every write to a progress report."""

from progress_reports.services.drafting import (
    SAID,
    AnotherDraft,
    NoDraft,
    NoPlanToReportOn,
    bring_up_to_date,
    discard_report,
    save_priority,
    save_report,
    saved_of,
    start_correction,
    start_report,
)
from progress_reports.services.freezing import charts_of, fingerprint_of
from progress_reports.services.publishing import (
    NotAnswered,
    ReportChangedSinceRead,
    publish_report,
    report_nothing_new,
    unpublish_report,
)

__all__ = [
    "SAID",
    "AnotherDraft",
    "NoDraft",
    "NoPlanToReportOn",
    "NotAnswered",
    "ReportChangedSinceRead",
    "bring_up_to_date",
    "charts_of",
    "discard_report",
    "fingerprint_of",
    "publish_report",
    "report_nothing_new",
    "save_priority",
    "save_report",
    "saved_of",
    "start_correction",
    "start_report",
    "unpublish_report",
]
