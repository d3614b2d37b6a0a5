"""Policy as code for a multi-repository AWS and Databricks data platform."""

__version__ = "0.1.0"
