/** The first character of each letter in the pinyin order of the Unicode collation; no syllable begins with I, U or V. */
const letters = 'abcdefghjklmnopqrstwxyz'
const firsts = [...'阿八嚓哒妸发旮哈丌咔垃妈拏噢妑七呥仨他屲夕丫帀']

const pinyin = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const known = new Map<string, string>()

function initialOf(character: string): string {
  const kept = known.get(character)
  if (kept !== undefined) return kept
  let initial = 'a'
  for (const [at, first] of firsts.entries()) {
    if (pinyin.compare(character, first) < 0) break
    initial = letters.charAt(at)
  }
  known.set(character, initial)
  return initial
}

/**
 * First letters of the syllables, with letters and digits kept: 东江灯塔 A1 → djdta1. One reading per character, the commonest,
 * so a name with a rarer reading is found by its characters.
 */
export function pinyinInitials(text: string): string {
  let initials = ''
  for (const character of text.normalize('NFKC').toLowerCase()) {
    if (/\p{Script=Han}/u.test(character)) initials += initialOf(character)
    else if (/[a-z0-9]/.test(character)) initials += character
  }
  return initials
}

/** What a search reads of an enterprise: names, former names, code, initials; one lower-case text. */
export function searchText({
  name,
  formerNames,
  creditCode,
}: {
  name: string
  formerNames: readonly string[]
  creditCode: string | null
}): string {
  const names = [name, ...formerNames]
  return [...names, ...names.map(pinyinInitials), creditCode ?? ''].join(' ').normalize('NFKC').toLowerCase()
}

/** A query as the search text has it, with the wildcards of LIKE made plain. */
export function searchPattern(query: string): string {
  return `%${query
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/[\\%_]/g, '\\$&')}%`
}
