"""Where a number comes from: over which neurons it arrives, and the strongest ways through the network."""
