"""Messages that only a server reads: platform configs, the config file inside a SavedModel, and the
manifest of the older export format.
"""
