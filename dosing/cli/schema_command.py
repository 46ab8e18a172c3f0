"""`dosing schema`: the JSON Schema of the plan document."""

import json

import click

from dosing.cli.naming import Command


@click.command("schema", cls=Command)
def schema() -> None:
    """Print the JSON Schema of the plan document (plan.json)."""
    from dosing.schema import plan_schema

    click.echo(json.dumps(plan_schema(), indent=2, ensure_ascii=False))
