"""Results become text here, and nowhere else: for people (`as_text`), for programs (`as_json`), for Terraform and
CloudFormation (`as_terraform`, `as_cloudformation`).
"""

__all__: list[str] = []
