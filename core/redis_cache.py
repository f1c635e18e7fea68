"""Django's cache in Redis, without making a client for every command."""

from functools import lru_cache
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _Client(RedisCacheClient):
    """Keeps the client of each pool; making one takes three times as long as asking for a key."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._client = lru_cache(redis.Redis)


class LeanRedisCache(RedisCache):
    """`django.core.cache.backends.redis.RedisCache` with clients that are kept."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
