import type { Finding } from '../contract/outside.ts'

const kinds: Readonly<Record<string, Finding['weight']>> = {
  说明: 'note',
  不足: 'weakness',
  问题: 'fault',
  note: 'note',
  weakness: 'weakness',
  fault: 'fault',
}

/** Findings as they are typed, one a line: what it is about, its kind, the finding, a recommendation. A line without a kind is a note. */
export function findingsOf(text: string): Finding[] {
  return text
    .split('\n')
    .map((line) => line.split(/[|｜]/).map((part) => part.trim()))
    .filter((parts) => parts.some((part) => part !== ''))
    .map(([about = '', second = '', ...rest]) => {
      const weight = kinds[second.toLowerCase()]
      const [finding = '', recommendation = ''] = weight === undefined ? [second, ...rest] : rest
      return { about, weight: weight ?? 'note', finding: finding === '' ? about : finding, recommendation }
    })
}
