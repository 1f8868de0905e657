"""The vocabulary of serving: identities, states, seams, time and threads. Standard library and
numpy only.
"""
