"""An article becomes a verdict: its language, how likely it reports an attack on journalists, and the evidence."""
