"""Questions about whole accounts: what they contain, and who reaches what in them."""

from policykit.reach.snapshot import Snapshot, load_snapshot

__all__ = ["Snapshot", "load_snapshot"]
