import { defineProject } from 'vitest/config'

// Agents and commands are real processes: on a busy machine each takes its seconds to start.
export default defineProject({
  test: { name: 'runners', include: ['{src,test}/**/*.test.ts'], testTimeout: 30_000 },
})
