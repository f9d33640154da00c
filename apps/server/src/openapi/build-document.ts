import { sessionEvent } from '@sojourn/contract/event'
import { eventPage } from '@sojourn/contract/event-query'
import { z } from 'zod'
import { fieldsOf } from '../rest/query-reader.ts'
import type { RestRoute } from '../rest/routes.ts'
import { pathParameters, restRoutes } from '../rest/routes.ts'
import type { ProcedureMeta } from '../trpc/procedure.ts'
import type { ProcedurePath } from '../trpc/router.ts'
import { procedureAt } from '../trpc/router.ts'
import { ComponentSchemas } from './component-schemas.ts'

/** What a procedure was built with; tRPC's own types say less than is there. */
interface ProcedureDefinition {
  inputs: readonly z.ZodType[]
  output?: z.ZodType
  meta?: ProcedureMeta
  type: 'query' | 'mutation' | 'subscription'
}

const definitionOf = (path: ProcedurePath): ProcedureDefinition =>
  procedureAt(path)._def as unknown as ProcedureDefinition

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('From the error catalogue'),
  detail: z.string(),
  retryable: z.boolean(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
})

/** Where the catalogue of events says more than the procedure, which passes on what the log holds. */
const outputs: Partial<Record<ProcedurePath, z.ZodType>> = {
  'events.list': eventPage.extend({ events: z.array(sessionEvent) }),
}

const anyFile = { '*/*': { schema: { type: 'string', format: 'binary' } } }
const refusal = { $ref: '#/components/responses/Problem' }

class DocumentBuilder {
  readonly #schemas = new ComponentSchemas()

  build(): object {
    const paths: Record<string, Record<string, unknown>> = {}
    for (const route of restRoutes) {
      const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: this.#operation(route) }
    }
    const problemSchema = this.#schemas.schemaOf(problem, 'output')
    return {
      openapi: '3.1.0',
      info: {
        title: 'Sojourn',
        version: '1',
        description: 'A durable session runtime for AI agents. The same procedures answer over tRPC at /trpc.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      security: [{ token: [] }],
      paths,
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
        responses: {
          Problem: {
            description: 'Refused; nothing has happened unless the code says otherwise',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
        schemas: { ...this.#schemas.toJSON(), Problem: problemSchema },
      },
    }
  }

  #operation(route: RestRoute): object {
    const { inputs, meta } = definitionOf(route.procedure)
    const [noun = ''] = route.procedure.split('.')
    const body = this.#requestBody(route, inputs[0])
    return {
      operationId: route.procedure.replace(/\.(\w)/, (_, letter: string) => letter.toUpperCase()),
      tags: [noun],
      summary: meta?.summary,
      parameters: this.#parameters(route, inputs[0]),
      ...(body ? { requestBody: body } : {}),
      responses: { [route.status]: this.#answer(route), '4XX': refusal, default: refusal },
    }
  }

  #parameters(route: RestRoute, input: z.ZodType | undefined): object[] {
    const fields = fieldsOf(input)
    const inPath = pathParameters(route.path)
    const parameter = (name: string, at: 'path' | 'query', field: string): object[] => {
      const schema = fields[field]
      const required = at === 'path'
      return schema ? [{ name, in: at, required, schema: this.#schemas.schemaOf(schema, 'input') }] : []
    }
    const whole = route.method === 'GET' || route.method === 'DELETE'
    const queried = whole
      ? Object.keys(fields).filter((field) => !inPath.includes(field) && field !== 'lastEventId')
      : []
    const renamed = Object.entries(route.query ?? {})
    return [
      ...inPath.flatMap((name) => parameter(name, 'path', name)),
      ...queried.flatMap((name) => parameter(name, 'query', name)),
      ...renamed.flatMap(([name, field]) => parameter(name, 'query', field)),
      ...(definitionOf(route.procedure).type === 'mutation' && !route.lines && !route.bytes
        ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', pattern: '^[!-~]{1,255}$' } }]
        : []),
      ...(route.ifMatch ? [{ name: 'If-Match', in: 'header', schema: { type: 'string' } }] : []),
      ...(route.stream ? [{ name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } }] : []),
    ]
  }

  #requestBody(route: RestRoute, input: z.ZodType | undefined): object | undefined {
    if (!input || route.method === 'GET' || route.method === 'DELETE') return undefined
    if (route.bytes) return { required: true, content: anyFile }
    const elsewhere = [...pathParameters(route.path), ...Object.values(route.query ?? {})]
    const { properties = {}, required = [], ...schema } = this.#schemas.schemaOf(input, 'input')
    const left = Object.entries(properties).filter(([name]) => !elsewhere.includes(name))
    if (left.length === 0) return undefined
    if (route.lines) return { required: true, content: this.#lines() }
    const needed = required.filter((name) => !elsewhere.includes(name))
    const whole = {
      ...schema,
      properties: Object.fromEntries(left),
      ...(needed.length > 0 ? { required: needed } : {}),
    }
    return { required: needed.length > 0, content: { 'application/json': { schema: whole } } }
  }

  #lines(): object {
    const event = this.#schemas.schemaOf(sessionEvent, 'output')
    return { 'application/x-ndjson': { schema: { type: 'string' }, 'x-line': event } }
  }

  #answer(route: RestRoute): object {
    if (route.stream) {
      const description =
        'Frames `id: <seq>`, `event: <type>`, `data: <event>`; `event: synced` once the log is caught up with'
      const event = this.#schemas.schemaOf(sessionEvent, 'output')
      return { description, content: { 'text/event-stream': { schema: { type: 'string' }, 'x-data': event } } }
    }
    if (route.bytes && route.method === 'GET') {
      return { description: 'The file', headers: { ETag: { schema: { type: 'string' } } }, content: anyFile }
    }
    if (route.lines && route.method === 'GET') {
      return { description: 'One event a line, in seq order, and nothing else', content: this.#lines() }
    }
    const output = outputs[route.procedure] ?? definitionOf(route.procedure).output
    const schema = output ? this.#schemas.schemaOf(output, 'output') : {}
    const headers = route.etag ? { headers: { ETag: { schema: { type: 'string' } } } } : {}
    return { description: 'Done', ...headers, content: { 'application/json': { schema } } }
  }
}

/** The OpenAPI 3.1 document of the REST interface, made from the route table and the contract's schemas. */
export const buildDocument = (): object => new DocumentBuilder().build()
