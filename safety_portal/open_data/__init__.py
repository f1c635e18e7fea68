"""The directory, the pledges, the plans and the reports as files for anyone, and their columns.

One definition writes the files and their documentation, so that the two agree. Nothing is here that
no page shows. What a plan aims at and measures is left out: side by side it makes a league table.
"""

from safety_portal.open_data.files import BETWEEN_VALUES, FORMS, absolute
from safety_portal.open_data.members import ORGANISATIONS, PLANS, PLEDGES
from safety_portal.open_data.reports import REPORTS

__all__ = ["BETWEEN_VALUES", "DATASETS", "FORMS", "absolute"]
DATASETS = {dataset.name: dataset for dataset in (ORGANISATIONS, PLEDGES, PLANS, REPORTS)}
