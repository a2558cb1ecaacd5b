import { Gauge } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** `degraded`: people can work, but somebody should look. `failing`: they cannot. */
export type Level = 'ok' | 'degraded' | 'failing'

/** How one part of the house is now. */
export type Sign = {
  readonly level: Level
  /** Key of what is wrong; its sentence and remedy stand on the page of operators. Absent when all is well. */
  readonly cause?: string
  /** What was measured, by the names of its metrics; what cannot be measured now is absent, never 0. */
  readonly measures?: Readonly<Record<string, number>>
}

/** A part of the house that can tell how it is. */
export type WatchedPart = {
  readonly id: string
  /** The names of what it measures, as metrics, with what each means. */
  readonly measures?: Readonly<Record<string, string>>
  look(): Promise<Sign>
}

export type PartSign = Sign & { readonly id: string }

/** All parts that tell how they are: for health, for metrics, for the page of operators. */
export type Watch = {
  /** Adds a part; one of the same name takes its place. */
  add(part: WatchedPart): void
  /** How every part is. One that does not answer within two seconds, or throws, is failing. */
  look(): Promise<readonly PartSign[]>
}

const patienceMilliseconds = 2_000
/** Health, metrics and pages that ask at once share one look. */
const freshMilliseconds = 1_000
const levels: readonly Level[] = ['ok', 'degraded', 'failing']

export function createWatch({ registry }: Metrics): Watch {
  const parts = new Map<string, WatchedPart>()
  const seen = new Map<string, { at: number; sign: Promise<PartSign> }>()
  const lookAt = (id: string): Promise<PartSign> => {
    const known = seen.get(id)
    const part = parts.get(id)
    if (known !== undefined && performance.now() - known.at < freshMilliseconds) return known.sign
    const sign = part === undefined ? Promise.resolve<PartSign>({ id, level: 'ok' }) : askPart(part)
    seen.set(id, { at: performance.now(), sign })
    return sign
  }
  const gauge = (id: string, name: string, help: string): void => {
    if (registry.getSingleMetric(name) !== undefined) return
    void new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = (await lookAt(id)).measures?.[name]
        if (value === undefined) this.remove()
        else this.set(value)
      },
    })
  }
  void new Gauge({
    name: 'jidi_part_level',
    help: 'How a part is: 0 well, 1 degraded, 2 failing',
    labelNames: ['part'],
    registers: [registry],
    async collect() {
      for (const { id, level } of await lookAll()) this.set({ part: id }, levels.indexOf(level))
    },
  })
  const lookAll = (): Promise<PartSign[]> => Promise.all([...parts.keys()].map(lookAt))
  return {
    add(part) {
      parts.set(part.id, part)
      for (const [name, help] of Object.entries(part.measures ?? {})) gauge(part.id, name, help)
    },
    look: lookAll,
  }
}

/** The worst of what was seen. */
export function worstOf(signs: readonly Sign[]): Level {
  return levels[Math.max(0, ...signs.map(({ level }) => levels.indexOf(level)))] ?? 'ok'
}

async function askPart({ id, look }: WatchedPart): Promise<PartSign> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), patienceMilliseconds)
  })
  try {
    return { ...(await Promise.race([look(), late])), id }
  } catch {
    return { id, level: 'failing', cause: `${id}_silent` }
  } finally {
    clearTimeout(timer)
  }
}
