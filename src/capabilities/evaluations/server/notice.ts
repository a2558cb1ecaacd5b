import { isPeriod, type Period } from '#base/period.ts'
import { toPlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { namesOfOrganisations, organisationOfPerson } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { citedSource } from '#pack/citation.ts'
import type { Programme } from '#pack/programme.ts'
import type { Notice } from '../contract/results.ts'
import { refusal, windowsOfRun } from './lifecycle.ts'
import { getScore, scoreLine } from './card.ts'
import { namedIn, wordsOf } from './naming.ts'
import { resultNumber } from './results.ts'
import { getRun, type Run, tables } from './store.ts'
import { reasonSentence } from '../rules/sentences.ts'

export type NoticeAsked = {
  readonly id: string
  readonly unit: string
  readonly number?: number | undefined
}

/** The notice of a result that was made public: what was decided, why, and how and until when to object. @throws Problem not_found, refused_by_rule */
export async function showNotice(house: House, tx: Transaction, asked: NoticeAsked): Promise<Notice> {
  const { id, unit } = asked
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, asked.number)
  const result = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['is_shown', 'result_hash'])
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  if (!result.is_shown || run.resultsShownAt === null) throw refusal('evaluations.no_result')
  const score = await getScore(tx, { run: id, number, unit })
  const programme = house.programme()
  const window = windowsOfRun(house, run).find(({ of }) => of === 'results')
  const grade = score.grade === null ? null : namedIn(run.scheme.grades, score.grade).name
  const issuer = await organisationOfPerson(house, run.createdBy)
  const names = issuer === undefined ? new Map<string, Text>() : await namesOfOrganisations(house, tx, [issuer])
  return {
    title: { zh: '评价结果告知书', en: 'Notice of the result of an evaluation' },
    to: score.name,
    unit,
    number: `${run.id.slice(0, 8).toUpperCase()}-${number}-${unit.slice(0, 8).toUpperCase()}`,
    date: toPlainDate(run.resultsShownAt, programme.timeZone),
    period: run.period,
    schemeName: wordsOf(run.scheme.name),
    issuer: names.get(issuer ?? '') ?? wordsOf(programme.name),
    grade: score.grade,
    gradeName: grade,
    total: score.total,
    rank: score.rank,
    paragraphs: paragraphs(programme, run, {
      grade,
      total: score.total,
      reasons: score.reasons.map((one) => reasonSentence(run.scheme, one)),
    }),
    scores: score.scores.map((one) => scoreLine(run, one)),
    remedy: remedyOf(window?.until ?? null, run.finalAt !== null),
    until: window?.until ?? null,
    resultHash: result.result_hash ?? '',
    isIllustrative: run.scheme.status === 'illustrative',
  }
}

type Told = { readonly grade: Text | null; readonly total: string | null; readonly reasons: readonly Text[] }

function paragraphs(programme: Programme, run: Run, { grade, total, reasons }: Told): Text[] {
  const period = isPeriod(run.period) ? (run.period as Period) : undefined
  const when = {
    zh: period === undefined ? run.period : periodName(period, 'zh'),
    en: period === undefined ? run.period : periodName(period, 'en'),
  }
  const name = wordsOf(run.scheme.name)
  const first = {
    zh: `按照《${name.zh}》（${citedSource(programme, run.scheme.source, 'zh')}），对你单位${when.zh}的情况进行了评价。`,
    en: `Your unit was evaluated for ${when.en} by “${name.en}” (${citedSource(programme, run.scheme.source, 'en')}).`,
  }
  const second =
    grade === null
      ? { zh: '你单位未评定等级。', en: 'Your unit was not graded.' }
      : {
          zh: `${total === null ? '' : `总分 ${total}，`}评定等级为${grade.zh}。`,
          en: `${total === null ? 'The' : `The total is ${total}; the`} grade is ${grade.en}.`,
        }
  return [first, second, ...reasons]
}

/** How and until when to object; once final, what is left. */
function remedyOf(until: string | null, isFinal: boolean): Text {
  if (isFinal)
    return {
      zh: '结果已公布生效。对依据本结果采取的措施不服的，可依法申请行政复议或者提起行政诉讼。',
      en: 'The result is final. Against measures that rest on it, reconsideration or a court may be asked for as the law provides.',
    }
  const end =
    until === null
      ? { zh: '公布最终结果前', en: 'before the result is made final' }
      : { zh: `${until} 24 时前`, en: `by the end of ${until}` }
  return {
    zh: `对本结果有异议的，请于${end.zh}在本系统“提出异议”并写明理由和依据，处理结果及理由将书面告知；采纳的更正按冻结数据重新计算。`,
    en: `Objections with their evidence can be filed here ${end.en}; each is decided with a reason, and accepted corrections lead to a re-run on the frozen inputs.`,
  }
}
