"""What policies mean: from a request and the policies that apply to a decision with its reasons.

`authorize.py` combines the layers, `statements.py` applies one statement, `conditions.py` one condition.
"""
