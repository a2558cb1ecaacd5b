import type { Problem, ProblemIssue } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { engineSentences } from '#base/texts/engines.ts'
import { fileSentences } from '#base/texts/files.ts'
import { geoSentences } from '#base/texts/geo.ts'
import { issueSentence as baseIssueSentence, problemSentences } from '#base/texts/problems.ts'
import { type Sentences, speakFrom } from '#base/texts/sentence.ts'

let known: Sentences = { ...problemSentences, ...engineSentences, ...fileSentences, ...geoSentences }

/** Adds the wordings that a capability has for its own keys; called once, where its texts are declared. */
export function addSentences(sentences: Sentences): void {
  known = { ...known, ...sentences }
}

/** The wording of a key with its gaps filled. */
export function speak(key: string, language: Language, details: Readonly<Record<string, unknown>> = {}): string {
  return speakFrom(known)(key, language, details)
}

/** The sentence of a refusal or a failure, for the person who reads it. */
export function problemSentence(problem: Problem, language: Language): string {
  const { reason } = problem.details
  const said = speak(`problem.${problem.code}`, language, problem.details)
  if (typeof reason !== 'string') return said
  const why = speak(reason, language, problem.details)
  return why === reason ? said : `${said}${language === 'zh' ? '' : ' '}${why}${language === 'zh' ? '。' : '.'}`
}

/** The sentence of one place to repair: what stands there, what should, the nearest right word. */
export function issueSentence(issue: ProblemIssue, language: Language): string {
  return baseIssueSentence(issue, language, speak)
}

/** A decision as it crosses the wire. */
export type DecisionView =
  | { allowed: true }
  | { allowed: false; reason: string; details?: Record<string, unknown> | undefined }

/** Why something may not be done; empty when it may. */
export function decisionSentence(decision: DecisionView, language: Language): string {
  return decision.allowed ? '' : speak(decision.reason, language, decision.details)
}
