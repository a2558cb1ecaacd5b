const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (\S+)$/
const types = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped'])

type Family = { type?: string; help?: string; les: Set<string>; seen: boolean }

/** What Prometheus or its linter would object to in a text of metrics (format 0.0.4); empty when all is well. */
export function metricFaults(text: string): string[] {
  const faults: string[] = []
  const families = new Map<string, Family>()
  const samples = new Set<string>()
  const family = (name: string): Family => {
    const known = families.get(name) ?? { les: new Set<string>(), seen: false }
    families.set(name, known)
    return known
  }
  const familyOf = (name: string): string => {
    const base = name.replace(/_(bucket|sum|count)$/, '')
    return ['histogram', 'summary'].includes(families.get(base)?.type ?? '') ? base : name
  }
  const readComment = (line: string, say: (fault: string) => void): void => {
    const [, word = '', name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? []
    if (word === 'HELP') family(name).help = rest
    if (word !== 'TYPE') return
    if (!types.has(rest)) say(`unknown type ${rest}`)
    family(name).type = rest
  }
  const readSample = (line: string, say: (fault: string) => void): void => {
    const [, name = '', labels = '', value = ''] = sampleLine.exec(line) ?? []
    if (name === '') return say('not understood')
    if (!/^([+-]?Inf|NaN|Nan|[+-]?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(value)) say(`no number: ${value}`)
    const names = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="/g)].map(([, label = '']) => label)
    const twice = names.find((label, at) => names.indexOf(label) !== at)
    if (twice !== undefined) say(`label ${twice} twice`)
    if (samples.has(`${name}{${labels}}`)) say(`${name} stands twice`)
    samples.add(`${name}{${labels}}`)
    const its = family(familyOf(name))
    its.seen = true
    const le = /(?:^|,)le="([^"]*)"/.exec(labels)?.[1]
    if (le !== undefined) its.les.add(le)
  }
  for (const [at, line] of text.split('\n').entries()) {
    const say = (fault: string): void => void faults.push(`line ${at + 1}: ${fault}`)
    if (line.startsWith('#')) readComment(line, say)
    else if (line !== '') readSample(line, say)
  }
  for (const [name, one] of families) faults.push(...faultsOf(name, one))
  return text.endsWith('\n') ? faults : [...faults, 'the last line does not end']
}

function faultsOf(name: string, { type, help, les, seen }: Family): string[] {
  return [
    ...(type === undefined ? [`${name}: no type`] : []),
    ...(help === undefined || help === '' ? [`${name}: no help`] : []),
    ...(type === 'counter' && !name.endsWith('_total') ? [`${name}: a counter ends in _total`] : []),
    ...(type !== 'counter' && name.endsWith('_total') ? [`${name}: only a counter ends in _total`] : []),
    ...(type === 'histogram' && seen && !les.has('+Inf') ? [`${name}: no bucket +Inf`] : []),
  ]
}
