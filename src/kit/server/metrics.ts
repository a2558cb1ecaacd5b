import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the house counts, in Prometheus text at /metrics. */
export type Metrics = {
  readonly registry: Registry
  /** Seconds of each request by endpoint name, method and status. */
  readonly requests: Histogram<'endpoint' | 'method' | 'status'>
  /** Seconds of each question to the mirror. */
  readonly facts: Histogram<'engine'>
  /** Reactions by name and outcome (done, failed). */
  readonly reactions: Counter<'reaction' | 'outcome'>
  /** Acts committed and not yet answered. */
  readonly actsWaiting: Gauge
  /** Jobs by name and outcome (done, failed, refused). */
  readonly jobs: Counter<'job' | 'outcome'>
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Gauges of the library that call themselves totals, which Prometheus takes for counters; the same stands by kind under other names. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** A registry of its own, so that several houses in one process (tests) do not meet. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (options.process) {
    collectDefaultMetrics({ register: registry })
    for (const name of misnamed) registry.removeSingleMetric(name)
  }
  return {
    registry,
    requests: new Histogram({
      name: 'jidi_request_seconds',
      help: 'Seconds from request to answer',
      labelNames: ['endpoint', 'method', 'status'],
      buckets,
      registers,
    }),
    facts: new Histogram({
      name: 'jidi_facts_query_seconds',
      help: 'Seconds of a question to the mirror',
      labelNames: ['engine'],
      buckets,
      registers,
    }),
    reactions: new Counter({
      name: 'jidi_reactions_total',
      help: 'Reactions to acts',
      labelNames: ['reaction', 'outcome'],
      registers,
    }),
    actsWaiting: new Gauge({ name: 'jidi_acts_waiting', help: 'Acts committed and not yet answered', registers }),
    jobs: new Counter({ name: 'jidi_jobs_total', help: 'Jobs finished', labelNames: ['job', 'outcome'], registers }),
  }
}
