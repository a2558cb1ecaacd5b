import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Problem, type ProblemCode, type ProblemIssue } from '#base/problem.ts'

/** A thread of its own as the house sees it: what it says, what it is told, its end. */
export type Thread<Said, Told> = {
  /** What it says, one after another; ends with the thread, throws its Problem. */
  readonly said: AsyncIterable<Said>
  tell(message: Told): void
  close(): Promise<void>
}

export type ThreadOptions = {
  /** Name of the file that runs in it, without its ending, in the folder of `from`; no two of a build are called alike. */
  readonly name: string
  readonly from: string
  readonly data?: object
  /** Memory of its own objects at most; a thread that needs more ends with `too_large`, and the house lives on. */
  readonly memoryMb: number
  readonly signal?: AbortSignal
  /** It lives as long as the process does something else, and ends with it. */
  readonly background?: boolean
}

type Wire<Said> =
  | { readonly said: Said }
  | { readonly done: true }
  | { readonly failed: { code: ProblemCode; details: Record<string, unknown>; issues: readonly ProblemIssue[] } }

/** Starts work that would hold up everybody else: reading files, writing large ones. */
export function openThread<Said, Told = never>(options: ThreadOptions): Thread<Said, Told> {
  const worker = startWorker(options)
  const heard: Wire<Said>[] = []
  let wake = (): void => {}
  const take = (wire: Wire<Said>): void => {
    heard.push(wire)
    wake()
  }
  worker.on('message', take)
  worker.on('error', (error) => take({ failed: failureOf(error, options.memoryMb) }))
  worker.on('exit', () => take({ failed: { code: 'unavailable', details: { reason: 'thread.ended' }, issues: [] } }))
  const stop = (): void => void worker.terminate()
  if (options.background === true) worker.unref()
  options.signal?.addEventListener('abort', stop, { once: true })
  async function* listen(): AsyncGenerator<Said> {
    for (;;) {
      const wire = heard.shift()
      if (wire === undefined) {
        await new Promise<void>((resolve) => (wake = resolve))
      } else if ('said' in wire) {
        yield wire.said
      } else if ('done' in wire) {
        return
      } else {
        const { code, details, issues } = wire.failed
        throw new Problem(code, { details, issues: [...issues] })
      }
    }
  }
  return {
    said: listen(),
    tell: (message) => worker.postMessage(message),
    async close() {
      options.signal?.removeEventListener('abort', stop)
      await worker.terminate()
    },
  }
}

/** In a build the thread is a script beside us; from the sources its TypeScript is read by tsx, as ours is. */
function startWorker({ name, from, data, memoryMb }: ThreadOptions): Worker {
  const settings = {
    workerData: data,
    // What the process was started with is for its own script.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 },
  }
  const source = new URL(`./${name}.ts`, from)
  if (!from.endsWith('.ts') || !existsSync(fileURLToPath(source))) {
    return new Worker(new URL(`./${name}.js`, from), settings)
  }
  const script = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source.href)}) })`
  return new Worker(script, { ...settings, eval: true })
}

function failureOf(error: Error & { code?: string }, memoryMb: number) {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return {
      code: 'too_large' as const,
      details: { reason: 'file.needs_too_much_memory', limit: memoryMb },
      issues: [],
    }
  }
  return { code: 'internal' as const, details: { said: `${error.name}: ${error.message}`.slice(0, 500) }, issues: [] }
}

/** What work in a thread receives. */
export type ThreadWork<Data, Said, Told> = {
  readonly data: Data
  say(message: Said, transfer?: readonly ArrayBuffer[]): void
  /** The next thing it is told. */
  hear(): Promise<Told>
}

/** The body of a thread's file: runs the work and hands on how it ended. */
export function runThread<Data, Said, Told = never>(
  work: (given: ThreadWork<Data, Said, Told>) => Promise<void>,
): void {
  const port = parentPort
  if (port === null) return
  const told: Told[] = []
  let wake = (): void => {}
  port.on('message', (message: Told) => {
    told.push(message)
    wake()
  })
  const post = (wire: Wire<Said>, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(wire, [...transfer])
  const hear = async (): Promise<Told> => {
    for (;;) {
      if (told.length > 0) return told.shift() as Told
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  void work({ data: workerData as Data, say: (said, transfer) => post({ said }, transfer), hear })
    .then(
      () => post({ done: true }),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error
        post({ failed: { code: error.code, details: error.details, issues: error.issues } })
      },
    )
    .finally(() => port.unref())
}
