"""Results become text here, and nowhere else: for people (`as_text`) and for programs (`as_json`)."""

__all__: list[str] = []
