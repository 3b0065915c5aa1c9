"""The nouns: frozen values that walk from stage to stage."""
