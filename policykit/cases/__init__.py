"""Policies as tests: a file of questions, each with the answer that is expected, asked of documents and exports.

``policykit test`` runs such files, and so does pytest with the plugin of policykit; the form of the file is in
`policykit.cases.form`.
"""

from policykit.cases.case import Access, Assumption, Case, CaseResult
from policykit.cases.expect import Expectation
from policykit.cases.reading import read_cases

__all__ = ["Access", "Assumption", "Case", "CaseResult", "Expectation", "read_cases"]
