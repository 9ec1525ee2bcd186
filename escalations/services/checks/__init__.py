"""What only escalation can say about the configuration in use."""
