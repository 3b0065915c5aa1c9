"""The system under test as rules read it: stack modules, and the handlers they deploy."""
