"""The vocabulary of requirements: types, properties, instance classes, and what holds."""
