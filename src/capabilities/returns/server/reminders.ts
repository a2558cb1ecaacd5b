import { system } from '#base/decision.ts'
import { daysBetween } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { isGenerated } from '#capabilities/observations/server/service.ts'
import { type NewNotice, notify } from '#capabilities/workflows/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { dueSubject, type Outstanding, outstandingOf, recentPeriods, respondersOf } from './late.ts'
import { workflowOf } from './lifecycle.ts'
import { lockIn } from './locks.ts'
import { organisationOf } from './subjects.ts'

type RemindHouse = Pick<House, 'programme' | 'clock' | 'record' | 'facts'>

/** Within so many days before the due date a respondent is reminded, as the light turns yellow. */
const nearDays = 3
/** Whoever is later than this was reminded long ago. */
const longestDays = 60

/**
 * Reminds everybody who has not reported shortly before the due date and once it has passed, and tells towns and the programme how many
 * there are. The same is never said twice, however often this runs. Answers how many notices were written.
 */
export async function remind(house: RemindHouse): Promise<number> {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  let written = 0
  for (const form of Object.values(programme.forms)) {
    const periods = await house.record.asSystem((tx) => recentPeriods(house, tx, form, 2))
    for (const period of periods) {
      const left = daysBetween(today, period.due)
      if (left > nearDays || left < -longestDays || lockIn(period.acts) !== undefined) continue
      const kind = left < 0 ? 'late' : 'due_soon'
      written += await house.record.asSystem(async (tx) => {
        const of = { subjectKind: form.respondents.subject, periodKind: form.period, period: period.period }
        if (await isGenerated(tx, of)) return 0
        const out = await outstandingOf(house, tx, period, {
          enterprises: await respondersOf(house, tx),
          actor: system,
        })
        return notify(house, tx, [
          ...toRespondents(out, kind, workflowOf(programme, form)),
          ...toTowns(house, out, kind),
        ])
      })
    }
  }
  return written
}

type Kind = 'late' | 'due_soon'

/** One for each who is missing; what was begun late is told by the clock of its case. */
function toRespondents(out: Outstanding, kind: Kind, workflow: ProgrammeWorkflow): NewNotice[] {
  const toldByClock = (workflow.clocks ?? []).some((clock) => 'due' in clock.starts && clock.on_expiry === 'notify')
  return out.missing.flatMap(({ respondent, id }): NewNotice[] => {
    if (kind === 'late' && id !== undefined && toldByClock) return []
    const subject = dueSubject(out.form.id, out.period, respondent.id)
    return [
      {
        key: `returns ${kind} ${subject} ${out.due}`,
        kind,
        text: wordsOf(out, kind, { zh: respondent.name, en: respondent.name }),
        subject: { kind: 'return_due', id: subject },
        permissions: ['returns.fill'],
        places: respondent.places,
        organisations: [organisationOf(out.form.respondents.subject, respondent.id)],
        toOrganisation: true,
        due: out.due,
      },
    ]
  })
}

/** How many are missing, for each town and for the whole. */
function toTowns(house: RemindHouse, out: Outstanding, kind: Kind): NewNotice[] {
  const programme = house.programme()
  const missing = new Map<string, number>()
  for (const { respondent } of out.missing) {
    for (const place of [respondent.town, programme.rootPlace]) missing.set(place, (missing.get(place) ?? 0) + 1)
  }
  return [...missing].map(([place, n]) => {
    const name = programme.places[place]?.name ?? { zh: place, en: place }
    return {
      key: `returns ${kind} ${out.form.id} ${out.period} ${out.due} ${place}`,
      kind: `${kind}_place`,
      text: wordsOf(out, kind, { zh: `${name.zh} ${n} 家`, en: `${n} in ${name.en ?? name.zh}` }),
      subject: { kind: 'return_board', id: `${out.form.id} ${place}` },
      permissions: ['returns.remind'],
      places: [place],
      due: out.due,
    }
  })
}

function wordsOf({ form, period, due }: Outstanding, kind: Kind, who: Text): Text {
  const [zh, en] = [form.name.zh, form.name.en ?? form.name.zh]
  const when = { zh: periodName(period, 'zh'), en: periodName(period, 'en') }
  return kind === 'late'
    ? {
        zh: `${who.zh}：${when.zh}《${zh}》逾期未报，已于 ${due} 截止`,
        en: `${who.en}: “${en}” for ${when.en} is late; it was due on ${due}`,
      }
    : {
        zh: `${who.zh}：${when.zh}《${zh}》将于 ${due} 截止，尚未报送`,
        en: `${who.en}: “${en}” for ${when.en} is due on ${due} and not in yet`,
      }
}
