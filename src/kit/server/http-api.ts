import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { StandardOpenAPIMatcher } from '@orpc/openapi/standard'
import type { AnyRouter, Context } from '@orpc/server'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { ZodToJsonSchemaConverter, experimental_ZodSmartCoercionPlugin as QueryCoercion } from '@orpc/zod/zod4'
import type { AnyContractRouter } from '@orpc/contract'
import { z } from 'zod'
import type { May } from '#base/decision.ts'
import type { EndpointMeta } from '#base/endpoint.ts'
import { ProblemBody } from '#base/problem.ts'
import type { Problem } from '#base/problem.ts'
import { isPlainAnswer, listEndpoints } from './gate.ts'
import type { RequestContext } from './gate.ts'
import { problemOfCall, problemOfReading } from './http-problems.ts'

/** The endpoint that a request means, known before anything of its body is read. */
export type FoundEndpoint = { readonly name: string; readonly may: May }

/** All contracts behind one address. */
export type Api = {
  find(method: string, pathname: string): Promise<FoundEndpoint | undefined>
  /** Answers a call; throws the Problem of a refusal. */
  call(request: Request, context: RequestContext): Promise<Response>
}

const prefix = '/api'

/** The procedures of all capabilities as HTTP. Numbers and booleans of a query are read as what the contract says. */
export function createApi(routers: Readonly<Record<string, AnyRouter>>): Api {
  const matcher = new StandardOpenAPIMatcher()
  matcher.init(routers)
  const problems = new WeakMap<object, Problem>()
  const coerce = queryCoercion()
  const handler = new OpenAPIHandler<RequestContext>(routers, {
    customJsonSerializers: [{ condition: isPlainAnswer, serialize: (answer) => new AsItIs(answer) }],
    interceptors: [
      async (options) => {
        try {
          return await options.next()
        } catch (error) {
          if (!problems.has(options.context)) problems.set(options.context, problemOfReading(error))
          throw error
        }
      },
    ],
    clientInterceptors: [
      async (options) => {
        const isQuery = options.procedure['~orpc'].route.method === 'GET'
        try {
          return await (isQuery && coerce ? coerce(options) : options.next())
        } catch (error) {
          problems.set(options.context, problemOfCall(error, isQuery ? 'query' : 'body'))
          throw error
        }
      },
    ],
  })
  return {
    async find(method, pathname) {
      const match = await matcher.match(method as 'GET', toPath(pathname))
      if (!match) return undefined
      const meta = match.procedure['~orpc'].meta as Partial<EndpointMeta>
      return { name: match.path.join('.'), may: meta.may ?? 'signed_in' }
    },
    async call(request, context) {
      const { response } = await handler.handle(request, { prefix, context })
      const problem = problems.get(context)
      if (problem) throw problem
      if (!response) throw new Error(`no procedure answers ${request.method} ${request.url}`)
      for (const [name, value] of context.responseHeaders) response.headers.append(name, value)
      return response
    },
  }
}

/** oRPC takes an object of a class for a value and leaves it alone; JSON.stringify writes what is in it. */
class AsItIs {
  readonly answer: unknown

  constructor(answer: unknown) {
    this.answer = answer
  }

  toJSON(): unknown {
    return this.answer
  }
}

function toPath(pathname: string): `/${string}` {
  return `/${pathname.slice(prefix.length).replace(/^\/|\/$/g, '')}`
}

type ClientInterceptor = NonNullable<StandardHandlerOptions<RequestContext & Context>['clientInterceptors']>[number]

/** The plug-in of oRPC reads texts as numbers wherever the contract says so; we let it look at queries only. */
function queryCoercion(): ClientInterceptor | undefined {
  const options: StandardHandlerOptions<RequestContext & Context> = {}
  new QueryCoercion<RequestContext & Context>().init(options)
  return options.clientInterceptors?.[0]
}

/** The OpenAPI 3.1 document of all contracts, each operation with its permission and the form of its refusals. */
export async function describeApi(
  contracts: Readonly<Record<string, AnyContractRouter>>,
  version: string,
): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contracts, {
    info: { title: 'Jidi 基地', version, description: 'Everything the pages can do, with the rights of whoever asks.' },
    servers: [{ url: prefix }],
    components: { schemas: { Problem: z.toJSONSchema(ProblemBody) as object } },
  })
  const schema = { $ref: '#/components/schemas/Problem' }
  for (const { method, path, may } of listEndpoints(contracts)) {
    const item = document.paths?.[path.slice(prefix.length)] as Record<string, { responses?: object }> | undefined
    const operation = item?.[method.toLowerCase()]
    if (!operation) continue
    Object.assign(operation, {
      'x-may': may,
      responses: {
        ...operation.responses,
        default: { description: 'A refusal or a failure', content: { 'application/problem+json': { schema } } },
      },
    })
  }
  return document
}
