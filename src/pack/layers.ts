import type { ProblemIssue } from '#base/problem.ts'
import type { Origin } from './programme.ts'
import { type PackFile, type RawDocument, placeOf, readPack, whereIs } from './read.ts'
import type { PlainValue } from './schema/example.ts'
import { singles, words } from './schema/words.ts'
import { schemaIssues } from './schema-issues.ts'
import { isRecord, markedValues } from './schema-walk.ts'

/** One pack of the stack, as files: those below by `extends` first, then the root, then overlays. */
export type PackLayer = { readonly pack: string; readonly files: readonly PackFile[]; readonly overlay: boolean }

/** A document of one layer that fits its schema, with the id it has in the programme. */
export type LayerDocument = {
  readonly word: RawDocument['word']
  readonly id: string
  readonly raw: RawDocument
  readonly layer: string
  readonly overlay: boolean
  readonly origin: Origin
  /** The plain values of the file. */
  readonly value: Readonly<Record<string, PlainValue>>
  /** The content as its schema gives it; references follow the renames of an overlay. */
  readonly content: unknown
}

/** Ids of an overlay that another layer had taken: word → id in the file → id in the programme. */
export type Renames = ReadonlyMap<string, ReadonlyMap<string, string>>

export type Stack = {
  readonly documents: readonly LayerDocument[]
  /** Renames by layer; names in formulas follow them too. */
  readonly renames: ReadonlyMap<string, Renames>
  /** `<word>/<id>` of files that are there but broken: what points at them is not wrong as well. */
  readonly broken: ReadonlySet<string>
  readonly problems: readonly ProblemIssue[]
}

/** Reads all layers, checks every file against its schema and lays them over each other: one document per word and id, with its provenance. */
export function stackLayers(layers: readonly PackLayer[]): Stack {
  const problems: ProblemIssue[] = []
  const stacked = new Map<string, LayerDocument>()
  const renames = new Map<string, Renames>()
  const broken = new Set<string>()
  const showLayer = layers.length > 1
  for (const layer of layers) {
    const read = readPack(layer.files)
    problems.push(
      ...read.problems.map((problem) =>
        showLayer ? { ...problem, where: `${layer.pack}/${problem.where}` } : problem,
      ),
    )
    const fitting = read.documents.flatMap((raw) => fitted(raw, { layer, showLayer, problems }))
    for (const one of brokenOf(layer, fitting)) broken.add(one)
    const taken = layer.overlay ? collisions(fitting, stacked, layer.pack) : new Map<string, Map<string, string>>()
    renames.set(layer.pack, taken)
    for (const document of fitting) lay(renamed(document, taken), stacked)
  }
  return { documents: [...stacked.values()], renames, broken, problems }
}

function brokenOf(layer: PackLayer, fitting: readonly LayerDocument[]): string[] {
  const fine = new Set(fitting.map((document) => document.origin.file))
  return layer.files.flatMap(({ path }) => {
    const place = placeOf(path)
    return 'text' in place || fine.has(path) ? [] : [`${place.word}/${place.id}`]
  })
}

type Fitting = { layer: PackLayer; showLayer: boolean; problems: ProblemIssue[] }

/** The document when it fits its schema; otherwise its problems are noted and it is left out. */
function fitted(read: RawDocument, { layer, showLayer, problems }: Fitting): LayerDocument[] {
  const raw = showLayer ? { ...read, file: `${layer.pack}/${read.file}` } : read
  if (!isRecord(raw.value)) {
    problems.push({ text: 'pack.expects_map', where: whereIs(raw, []) })
    return []
  }
  const { id, ...rest } = raw.value as Record<string, PlainValue>
  const expectedId = raw.word === 'pack' ? layer.pack : raw.id
  if (id !== undefined && id !== expectedId && raw.word !== 'texts' && raw.word !== 'population') {
    problems.push({
      text: 'pack.id_is_not_file_name',
      where: whereIs(raw, ['id']),
      found: String(id),
      expected: expectedId,
    })
  }
  const value = raw.word === 'pack' ? (raw.value as Record<string, PlainValue>) : rest
  const schema = schemaOf(raw.word)
  const result = schema.safeParse(value)
  if (!result.success) {
    const issues = schemaIssues(schema, value)
    problems.push(...issues.map(({ path, of, ...issue }) => ({ ...issue, where: whereIs(raw, path, of) })))
    return []
  }
  const origin: Origin = { layer: layer.pack, file: read.file, replaces: [] }
  const { word } = raw
  return [{ word, id: raw.id, raw, layer: layer.pack, overlay: layer.overlay, origin, value, content: result.data }]
}

export function schemaOf(word: RawDocument['word']) {
  return word === 'pack' || word === 'population' || word === 'texts' ? singles[word] : words[word]
}

/** Ids of an overlay that are taken below by something else; an equal document is the same thing and keeps its id. */
function collisions(
  documents: readonly LayerDocument[],
  stacked: ReadonlyMap<string, LayerDocument>,
  pack: string,
): Renames {
  const taken = new Map<string, Map<string, string>>()
  for (const { word, id, value } of documents) {
    const below = stacked.get(`${word}/${id}`)
    if (below === undefined || isSingle(word) || JSON.stringify(below.value) === JSON.stringify(value)) continue
    const ids = taken.get(word) ?? new Map<string, string>()
    taken.set(word, ids.set(id, `${pack}:${id}`))
  }
  return taken
}

function lay(document: LayerDocument, stacked: Map<string, LayerDocument>): void {
  const key = isSingle(document.word)
    ? `${document.layer}/${document.word}/${document.id}`
    : `${document.word}/${document.id}`
  const below = stacked.get(key)
  if (below !== undefined && document.overlay) return
  const replaces =
    below === undefined ? [] : [{ layer: below.origin.layer, file: below.origin.file }, ...below.origin.replaces]
  stacked.set(key, { ...document, origin: { ...document.origin, replaces } })
}

function isSingle(word: RawDocument['word']): boolean {
  return word === 'pack' || word === 'population' || word === 'texts'
}

/** The document under its id in the programme, its references following the renames of its layer. */
function renamed(document: LayerDocument, renames: Renames): LayerDocument {
  if (renames.size === 0) return document
  const content: unknown = JSON.parse(JSON.stringify(document.content))
  for (const { mark, value: text, path } of markedValues(schemaOf(document.word), document.value)) {
    const target = renamedReference(mark.ref, text, renames)
    if (target !== undefined) setAt(content, path, target)
  }
  return { ...document, id: renames.get(document.word)?.get(document.id) ?? document.id, content }
}

/** What a reference becomes, or undefined when it stays. */
export function renamedReference(ref: string | undefined, text: string, renames: Renames): string | undefined {
  if (ref === undefined) return undefined
  const separator = ref === 'class' ? '/' : ref === 'citation' ? ' ' : undefined
  if (separator === undefined) return renames.get(ref)?.get(text)
  const [first = ''] = text.split(separator)
  const target = renames.get(ref === 'class' ? 'taxonomies' : 'sources')?.get(first)
  return target === undefined ? undefined : `${target}${text.slice(first.length)}`
}

function setAt(value: unknown, path: readonly string[], text: string): void {
  const [key, ...rest] = path
  if (key === undefined || value === null || typeof value !== 'object') return
  const holder = value as Record<string, unknown>
  if (rest.length === 0) holder[key] = text
  else setAt(holder[key], rest, text)
}
