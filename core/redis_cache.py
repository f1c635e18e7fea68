"""Django's cache in Redis, without making a client for every command, and what stands in for it."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import redis
import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

log = structlog.get_logger(__name__)

# How allauth names what it counts: guesses, codes asked for.
COUNTED = "allauth:rl:"
# So long nobody waits for a Redis that did not answer.
AWAY_SECONDS = 5.0


class _Client(RedisCacheClient):
    """Keeps the client of each pool; making one takes three times as long as asking for a key."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._client = lru_cache(redis.Redis)


class LeanRedisCache(RedisCache):
    """`django.core.cache.backends.redis.RedisCache` with clients that are kept.

    What is counted to limit guesses is counted in the database while Redis is away: people can
    still sign in, and nobody may guess without end. All else in the cache can be made again, and
    whoever asks for it handles that it is away.
    """

    _away_until = 0.0

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return bool(self._counting(super().add, "add", key, *args, **kwargs))

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return self._counting(super().get, "get", key, *args, **kwargs)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        self._counting(super().set, "set", key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return bool(self._counting(super().delete, "delete", key, *args, **kwargs))

    def _counting(
        self, ask: Callable[..., Any], command: str, key: str, *args: Any, **kwargs: Any
    ) -> Any:
        if not key.startswith(COUNTED):
            return ask(key, *args, **kwargs)
        if time.monotonic() >= LeanRedisCache._away_until:
            try:
                return ask(key, *args, **kwargs)
            except redis.RedisError:
                log.warning("limits_counted_in_database")
                LeanRedisCache._away_until = time.monotonic() + AWAY_SECONDS
        return getattr(caches["limits"], command)(key, *args, **kwargs)
