"""``policykit schema``: the JSON Schema of a kind of document, of a decision, of a file of cases or of intentions."""

from typing import Final

import click

from policykit.schema import SCHEMAS, schema_text

__all__ = ["command"]


_EPILOG: Final = """
\b
Examples:
  policykit schema trust > trust.schema.json
  check-jsonschema --schemafile trust.schema.json my-trust-policy.json
"""


@click.command("schema", epilog=_EPILOG)
@click.argument("kind", metavar="KIND", type=click.Choice(SCHEMAS))
def command(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a KIND of policy document, of a decision, or of a file of cases or
    intentions.

    KIND is trust, identity, boundary, session, resource, endpoint, scp, rcp, decision, cases or intent.
    """
    click.echo(schema_text(kind))
