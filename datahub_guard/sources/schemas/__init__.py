"""What the providers declare: their schemas, the documented defaults, and what a configuration gets wrong by them."""
