"""A private PostgreSQL server for one data folder: found, made, started, watched and stopped by us."""

from worktrackr.embedded.claim import claim_data_dir
from worktrackr.embedded.cluster import Cluster
from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.urls import DatabaseUrls, MissingUrl

__all__ = ["Cluster", "DatabaseUrls", "EmbeddedError", "MissingUrl", "claim_data_dir"]
