"""The judge: a second evaluator, written apart from policykit, and the law that both agree."""
