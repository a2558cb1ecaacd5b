import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node as YamlNode,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml'
import { nearest } from '#base/nearest.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { PlainValue } from './schema/example.ts'
import { idPattern } from './schema/values.ts'
import { type SingleName, type WordName, wordNames } from './schema/words.ts'

/** A file of a pack: its path inside the pack's folder, and its text. */
export type PackFile = { readonly path: string; readonly text: string }

export type Position = { readonly line: number; readonly column: number }

/** One file as it was read: plain values, each with its place in the text. */
export type RawDocument = {
  readonly word: WordName | SingleName
  readonly id: string
  readonly file: string
  readonly value: PlainValue
  /** Places by path, keys joined with `/`; that of a value, and under `key:<path>` that of its key. */
  readonly positions: ReadonlyMap<string, Position>
}

/** Bounds of what is read: a pack is written by people. */
export const packBounds = {
  files: 5_000,
  charactersOfFile: 2_000_000,
  charactersOfPack: 40_000_000,
  depth: 16,
} as const

/** Reads the files of one pack. Every problem is reported, each with file, line and column; a file with problems has no document. */
export function readPack(files: readonly PackFile[]): { documents: RawDocument[]; problems: ProblemIssue[] } {
  const documents: RawDocument[] = []
  const problems: ProblemIssue[] = []
  if (tooMuch(files, problems)) return { documents, problems }
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const file of sorted) {
    const place = placeOf(file.path)
    if ('text' in place) problems.push(place)
    else readFile(file, place, { documents, problems })
  }
  if (!files.some((file) => file.path === 'pack.yaml')) problems.push({ text: 'pack.no_head', where: 'pack.yaml' })
  return { documents, problems }
}

type Place = { word: WordName | SingleName; id: string }
type Reading = { documents: RawDocument[]; problems: ProblemIssue[] }

function tooMuch(files: readonly PackFile[], problems: ProblemIssue[]): boolean {
  const total = files.reduce((sum, file) => sum + file.text.length, 0)
  if (files.length > packBounds.files) {
    problems.push({
      text: 'pack.too_many_files',
      where: '.',
      found: String(files.length),
      expected: String(packBounds.files),
    })
  }
  if (total > packBounds.charactersOfPack) {
    problems.push({
      text: 'pack.too_large',
      where: '.',
      found: String(total),
      expected: String(packBounds.charactersOfPack),
    })
  }
  return problems.length > 0
}

/** Which word a file belongs to, by its path: `pack.yaml`, `population.yaml`, `texts/zh.yaml`, `<word>/<id>.yaml`. */
export function placeOf(path: string): Place | ProblemIssue {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  if (!name.endsWith('.yaml')) return { text: 'pack.wrong_ending', where: path, found: name, expected: '.yaml' }
  const id = name.slice(0, -'.yaml'.length)
  if (parts.length === 1) {
    if (id === 'pack' || id === 'population') return { word: id, id }
    return unknownWord(path, name, ['pack.yaml', 'population.yaml'])
  }
  const folder = parts[0] ?? ''
  if (parts.length > 2) return { text: 'pack.too_many_folders', where: path, expected: `${folder}/${name}` }
  if (folder === 'texts')
    return id === 'zh' || id === 'en' ? { word: 'texts', id } : unknownWord(path, name, ['zh.yaml', 'en.yaml'])
  const word = wordNames.find((one) => one === folder)
  if (word === undefined) return unknownWord(path, folder, [...wordNames, 'texts'])
  if (!idPattern.test(id)) return { text: 'pack.bad_id', where: path, found: id, nearest: toId(id) }
  return { word, id }
}

function unknownWord(where: string, found: string, expected: readonly string[]): ProblemIssue {
  const near = nearest(found, expected)
  return {
    text: 'pack.unknown_folder',
    where,
    found,
    expected: expected.join(', '),
    ...(near === undefined ? {} : { nearest: near }),
  }
}

function toId(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
}

function readFile(file: PackFile, place: Place, { documents, problems }: Reading): void {
  if (file.text.length > packBounds.charactersOfFile) {
    const expected = String(packBounds.charactersOfFile)
    problems.push({ text: 'pack.too_large', where: file.path, found: String(file.text.length), expected })
    return
  }
  const lines = new LineCounter()
  const document = composed(file.text, lines)
  if (document === undefined) {
    problems.push({ text: 'pack.too_deep', where: file.path, expected: String(packBounds.depth) })
    return
  }
  if (document.errors.length > 0) {
    problems.push(...document.errors.slice(0, 20).map((error) => brokenYaml(file, lines, error)))
    return
  }
  const walk: Walk = { file: file.path, lines, positions: new Map(), problems: [] }
  const value = plainOf(document.contents, [], walk)
  problems.push(...walk.problems)
  if (walk.problems.length > 0) return
  if (value === null) {
    problems.push({ text: 'pack.empty_file', where: file.path })
    return
  }
  documents.push({ ...place, file: file.path, value, positions: walk.positions })
}

/** The YAML tree; undefined when it nests so deeply that it cannot be composed. */
function composed(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, {
      lineCounter,
      schema: 'core',
      version: '1.2',
      uniqueKeys: true,
      merge: false,
      logLevel: 'error',
      prettyErrors: false,
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function brokenYaml(file: PackFile, lines: LineCounter, error: YAMLError): ProblemIssue {
  const where = `${file.path}${colons(lines.linePos(error.pos[0]))}`
  if (error.code === 'DUPLICATE_KEY') {
    return {
      text: 'pack.duplicate_key',
      where,
      found: /^[^:\n]*/.exec(file.text.slice(error.pos[0]))?.[0].trim() ?? '',
    }
  }
  return { text: 'pack.broken_yaml', where, details: { reason: error.message.split('\n')[0] ?? '', code: error.code } }
}

type Walk = { file: string; lines: LineCounter; positions: Map<string, Position>; problems: ProblemIssue[] }

/** Plain values of a YAML tree: text as written, true, false, null, lists, maps. Numbers stay the text that was written. */
function plainOf(node: YamlNode | null | undefined, path: readonly string[], walk: Walk): PlainValue {
  if (node === null || node === undefined) return null
  const refuse = (text: string, found?: string): null => {
    const where = `${walk.file}${colons(positionOf(node, walk.lines))}`
    walk.problems.push({ text, where, ...(found === undefined ? {} : { found }) })
    return null
  }
  note(node, path.join('/'), walk)
  if (isScalar(node)) noteInside(node, path.join('/'), walk)
  if (path.length > packBounds.depth) return refuse('pack.too_deep')
  if (isAlias(node)) return refuse('pack.alias', `*${node.source}`)
  if ('anchor' in node && node.anchor !== undefined) return refuse('pack.alias', `&${node.anchor}`)
  if (isSeq(node)) return node.items.map((item, at) => plainOf(item as YamlNode, [...path, String(at)], walk))
  if (isScalar(node))
    return (
      plainScalar(node.value, node.source, node.tag) ??
      (node.value === null ? null : refuse('pack.strange_value', node.source))
    )
  if (!isMap(node)) return refuse('pack.strange_value')
  const entries = node.items.map(({ key, value }): [string, PlainValue] => {
    const name = isScalar(key) ? (key.source ?? String(key.value)) : undefined
    if (name === undefined || name === '__proto__') return ['', refuse('pack.strange_key', name)]
    const inner = [...path, name]
    note(key as YamlNode, `key:${inner.join('/')}`, walk)
    return [name, plainOf(value as YamlNode | null, inner, walk)]
  })
  return Object.fromEntries(entries)
}

const plainTags = new Set(['str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`))

function plainScalar(
  value: unknown,
  source: string | undefined,
  tag: string | undefined,
): string | boolean | undefined {
  if (tag !== undefined && !plainTags.has(tag)) return undefined
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' || typeof value === 'bigint') return source ?? String(value)
  return undefined
}

function note(node: YamlNode, key: string, walk: Walk): void {
  const position = positionOf(node, walk.lines)
  if (position !== undefined) walk.positions.set(key, position)
}

/** Where the first character of a text stands, after its quotation mark; block texts have no such place. */
function noteInside(node: Scalar, key: string, walk: Walk): void {
  const position = positionOf(node, walk.lines)
  if (position === undefined || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return
  const quote = node.type === 'PLAIN' ? 0 : 1
  walk.positions.set(`inside:${key}`, { line: position.line, column: position.column + quote })
}

function positionOf(node: YamlNode, lines: LineCounter): Position | undefined {
  const start = node.range?.[0]
  if (start === undefined) return undefined
  const { line, col } = lines.linePos(start)
  return { line, column: col }
}

function colons(position: Position | { line: number; col: number } | undefined): string {
  if (position === undefined) return ''
  return `:${position.line}:${'col' in position ? position.col : position.column}`
}

/** Where a character of a text stands; that of the whole text when it runs over several lines. */
export function whereInside(document: RawDocument, path: readonly (string | number)[], offset: number): string {
  const inside = document.positions.get(`inside:${path.join('/')}`)
  if (inside === undefined) return whereIs(document, path)
  return `${document.file}${colons({ line: inside.line, column: inside.column + offset })}`
}

/** `forms/monthly.yaml:12:3`: where a value stands; the nearest value around it when it is missing. */
export function whereIs(
  document: RawDocument,
  path: readonly (string | number)[],
  of: 'value' | 'key' = 'value',
): string {
  for (let length = path.length; length >= 0; length--) {
    const key = path.slice(0, length).join('/')
    const whole = length === path.length
    const position =
      (whole && of === 'key' ? document.positions.get(`key:${key}`) : undefined) ?? document.positions.get(key)
    if (position !== undefined) return `${document.file}${colons(position)}`
  }
  return document.file
}
