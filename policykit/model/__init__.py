"""What AWS policy documents say: immutable values without verdicts.

Text is checked once, when it is read; a value that exists is valid. What the values mean is decided in
`policykit.evaluate`.
"""
