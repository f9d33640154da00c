import type { AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyInstance } from 'fastify'
import type { Gauge, Histogram, Registry } from 'prom-client'
import type { ServerParts } from '../server-parts.ts'

interface Metrics {
  registry: Registry
  duration: Histogram
}

/** What `system.operations` tells of store and maintenance. */
const addOperationMetrics = (
  prometheus: typeof import('prom-client'),
  registry: Registry,
  runtime: AgentRuntime,
): void => {
  new prometheus.Gauge({
    name: 'sojourn_store_append_seconds',
    help: 'Time that transactions with new events took, over at most the last five minutes',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      const appends = runtime.system.appends()
      this.set({ quantile: '0.5' }, (appends?.p50Ms ?? 0) / 1000)
      this.set({ quantile: '0.99' }, (appends?.p99Ms ?? 0) / 1000)
    },
  })
  new prometheus.Gauge({
    name: 'sojourn_maintenance_sessions',
    help: 'Sessions that maintenance has archived or deleted since the start',
    labelNames: ['action'],
    registers: [registry],
    collect() {
      const status = runtime.system.maintenance()
      this.set({ action: 'archived' }, status?.archived ?? 0)
      this.set({ action: 'deleted' }, status?.deleted ?? 0)
    },
  })
  new prometheus.Gauge({
    name: 'sojourn_maintenance_failures',
    help: 'Passes of maintenance that failed since the last that did not',
    registers: [registry],
    collect() {
      this.set(runtime.system.maintenance()?.failures ?? 0)
    },
  })
}

/** Loaded when the server is up, because nobody needs it to start. */
const loadMetrics = async ({ runtime }: ServerParts): Promise<Metrics> => {
  const prometheus = await import('prom-client')
  const registry = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, value: () => number): Gauge =>
    new prometheus.Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  gauge('sojourn_loaded_sessions', 'Sessions in memory', () => runtime.system.info().loadedSessions)
  gauge('sojourn_active_runs', 'Runs that are executing', () => runtime.system.info().activeRuns)
  gauge('sojourn_followers', 'Clients that follow a session', () => runtime.system.info().followers)
  new prometheus.Gauge({
    name: 'sojourn_bridge_lag_seconds',
    help: 'Time since a bridge was last up to date, 0 when it is',
    labelNames: ['bridge'],
    registers: [registry],
    collect() {
      for (const { name, lagMs } of runtime.system.info().bridges) this.set({ bridge: name }, lagMs / 1000)
    },
  })
  addOperationMetrics(prometheus, registry, runtime)
  const duration = new prometheus.Histogram({
    name: 'sojourn_http_request_seconds',
    help: 'Time from a request to the end of its answer, streams and waits left out',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  return { registry, duration }
}

/** Adds /metrics in Prometheus' text format. */
export const registerMetrics = (app: FastifyInstance, parts: ServerParts): void => {
  let metrics: Metrics | undefined
  const load = async (): Promise<Metrics> => {
    metrics ??= await loadMetrics(parts)
    return metrics
  }
  app.addHook('onListen', async () => {
    setImmediate(() =>
      load().catch((error: unknown) => parts.logger.error({ err: error }, 'metrics are not available')),
    )
  })
  app.addHook('onResponse', async (request, reply) => {
    const { url, config } = request.routeOptions
    const streamed = String(reply.getHeader('content-type')).startsWith('text/event-stream')
    if (!metrics || config.lasting || streamed) return
    const labels = { method: request.method, route: url ?? 'unknown', status: String(reply.statusCode) }
    metrics.duration.observe(labels, reply.elapsedTime / 1000)
  })
  app.get('/metrics', async (_, reply) => {
    const { registry } = await load()
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })
}
