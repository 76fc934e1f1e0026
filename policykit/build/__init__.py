"""Policies written from intentions, and proved by the evaluator before they are handed out.

Source: docs/decisions/0008-writing-policies.md.
"""
