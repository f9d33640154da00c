import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/{server,cli}', 'examples', 'scripts', 'tooling/lint'],
    coverage: { provider: 'v8', include: ['{packages,apps}/*/src/**/*.ts'], exclude: ['**/generated/**'] },
  },
})
