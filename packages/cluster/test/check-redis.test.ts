import { expect, test } from 'vitest'
import { checkRedis } from '../src/check-redis.ts'
import { openThrowAwayRedis } from '../src/testing/throw-away-redis.ts'

test('[BR3] Redis is asked whether it is there, and is not waited for', async () => {
  await using redis = await openThrowAwayRedis()
  expect(await checkRedis(redis.url)).toBeNull()
  await redis.stop()
  expect(await checkRedis(redis.url)).toMatch(/ECONNREFUSED/)
})
