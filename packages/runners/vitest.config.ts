import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'runners', include: ['{src,test}/**/*.test.ts'] } })
