import type { NextConfig } from 'next'

/** Where `next dev` finds the server; the export is served by the server itself, from the same origin. */
const devServer = process.env.SOJOURN_URL ?? 'http://127.0.0.1:3000'
const production = process.env.NODE_ENV === 'production'

const config: NextConfig = {
  reactStrictMode: true,
  // Only what says 'use memo': what a stream draws thirty times a second. For all it would be 10 kB more in the list.
  reactCompiler: { compilationMode: 'annotation' },
  images: { unoptimized: true },
  // `pnpm typecheck` checks types, the server's among them (through the router): a build must not fail for those.
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ['@sojourn/contract', '@sojourn/sdk'],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
  ...(production
    ? { output: 'export' }
    : {
        rewrites: async () =>
          ['/trpc', '/trpc/:path*', '/login', '/logout', '/api/:path*'].map((source) => ({
            source,
            destination: `${devServer}${source}`,
          })),
      }),
}

export default config
