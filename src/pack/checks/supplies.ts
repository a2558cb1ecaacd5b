import { type Checked, type CheckContext, duplicatesOf } from './context.ts'
import { checkRange } from './dates.ts'

/** Who supplies what to whom: in one domain, as often as it is collected, and never statistics to judge an enterprise by. */
export function checkSupplies(context: CheckContext): void {
  for (const supply of context.list('supplies')) {
    checkRange(supply, [], supply.content, context)
    checkUnits(supply, context)
    checkForm(supply, context)
    checkIndicators(supply, context)
    checkPurposes(supply, context)
  }
}

function checkUnits(supply: Checked<'supplies'>, context: CheckContext): void {
  for (const side of ['from_whom', 'to_whom'] as const) {
    const unit = supply.content[side]
    if (!('organisations' in unit)) continue
    for (const { at, key } of duplicatesOf(unit.organisations, (one) => one)) {
      context.report(supply, [side, 'organisations', at], { text: 'supply.twice', found: key })
    }
  }
}

function checkForm(supply: Checked<'supplies'>, context: CheckContext): void {
  const { form: id, from_whom, every, domain, due } = supply.content
  if ('respondents' in from_whom && from_whom.respondents !== id) {
    context.report(supply, ['from_whom', 'respondents'], {
      text: 'supply.respondents_of_other_form',
      found: from_whom.respondents,
      expected: id ?? 'form',
    })
  }
  const form = id === undefined ? undefined : context.find('forms', id)?.content
  if (form === undefined) return
  if (every !== form.period)
    context.report(supply, ['every'], { text: 'supply.differs_from_form', found: every, expected: form.period })
  if (domain !== form.domain)
    context.report(supply, ['domain'], { text: 'supply.differs_from_form', found: domain, expected: form.domain })
  if (due !== undefined) context.report(supply, ['due'], { text: 'supply.due_of_form', found: 'due' }, 'key')
}

function checkIndicators(supply: Checked<'supplies'>, context: CheckContext): void {
  const { indicators = [], every, domain } = supply.content
  for (const { at, key } of duplicatesOf(indicators, (one) => one)) {
    context.report(supply, ['indicators', at], { text: 'supply.twice', found: key })
  }
  for (const [at, id] of indicators.entries()) {
    const indicator = context.find('indicators', id)?.content
    if (indicator === undefined) continue
    const path = ['indicators', at]
    if (indicator.source_kind !== 'file') {
      context.report(supply, path, { text: 'supply.indicator_not_by_file', found: id, expected: 'source_kind: file' })
      continue
    }
    if (indicator.domain !== domain)
      context.report(supply, path, { text: 'supply.indicator_of_other_domain', found: id, expected: domain })
    if (!(indicator.periods as readonly string[]).includes(every))
      context.report(supply, path, { text: 'supply.indicator_of_other_period', found: id, expected: every })
  }
}

function checkPurposes(supply: Checked<'supplies'>, context: CheckContext): void {
  const { purposes, domain } = supply.content
  for (const { at, key } of duplicatesOf(purposes, (one) => one)) {
    context.report(supply, ['purposes', at], { text: 'supply.twice', found: key })
  }
  const judging = purposes.indexOf('judging')
  if (judging >= 0 && domain === 'statistical')
    context.report(supply, ['purposes', judging], { text: 'supply.statistics_judge_nobody', found: 'judging' })
  if (purposes.length > 1 && purposes.includes('not_stated')) {
    const at = purposes.indexOf('not_stated')
    context.report(supply, ['purposes', at], { text: 'supply.stated_and_not_stated', found: 'not_stated' })
  }
}

/** A platform that is built here says where, one that is linked says how to reach it. */
export function checkPlatforms(context: CheckContext): void {
  for (const platform of context.list('platforms')) {
    const { disposition, page, link, owner } = platform.content
    checkRange(platform, [], platform.content, context)
    const needs = { built_here: 'page', linked: 'link' } as const
    for (const [kind, key] of Object.entries(needs)) {
      const has = key === 'page' ? page !== undefined : link !== undefined
      if (kind === disposition && !has)
        context.report(platform, ['disposition'], { text: 'platform.disposition_needs', found: kind, expected: key })
      if (kind !== disposition && has)
        context.report(platform, [key], { text: 'platform.only_with', found: key, expected: kind }, 'key')
    }
    if (!('organisations' in owner)) continue
    for (const { at, key } of duplicatesOf(owner.organisations, (one) => one)) {
      context.report(platform, ['owner', 'organisations', at], { text: 'supply.twice', found: key })
    }
  }
}
