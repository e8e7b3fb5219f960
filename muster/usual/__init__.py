"""What a person mostly answers on a weekday: suggested to them, or given for them."""
