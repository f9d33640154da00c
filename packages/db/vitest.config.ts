import { defineProject } from 'vitest/config'

// The tests start processes and database servers, on machines that do other things too.
export default defineProject({
  test: { name: 'db', include: ['{src,test}/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 },
})
