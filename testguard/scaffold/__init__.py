"""Write tests: observe a stack, plan what to assert, render, verify, and only then hand over."""
