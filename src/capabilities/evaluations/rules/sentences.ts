import type { BlankReason } from '#base/blank.ts'
import type { Text } from '#base/text.ts'
import { fillIn } from '#base/texts/sentence.ts'
import { unitName } from '#base/unit.ts'
import type { CheckedScheme, Reason, ScoreReason, ScoreShown, UnitReason } from './model.ts'
import type { Way } from './reach.ts'

const ofUnits: Readonly<Record<UnitReason, Text>> = {
  not_in_population: { zh: '不在评价范围内', en: 'Not within the population of the evaluation' },
  excluded: { zh: '不列入评价：{name}', en: 'Left out of the evaluation: {name}' },
  not_known_whether_in_population: {
    zh: '资料不足，不能确定是否列入评价{name}',
    en: 'Too little is known to say whether it is evaluated {name}',
  },
  in_no_group: { zh: '不属于任何评价组', en: 'In none of the groups' },
  not_known_which_group: {
    zh: '资料不足，不能确定是否属于“{name}”组',
    en: 'Too little is known to say whether it is in the group “{name}”',
  },
  nothing_to_score: { zh: '没有可以计分的指标，不排名', en: 'Nothing could be scored, so it has no rank' },
  bonus: { zh: '加分：{name}，{points} 分', en: 'Bonus: {name}, {points} points' },
  bonuses_at_most: { zh: '加分合计封顶为 {points} 分', en: 'Bonuses together are held at {points} points' },
  penalty: { zh: '扣分：{name}，{points} 分', en: 'Penalty: {name}, {points} points' },
  penalties_at_most: { zh: '扣分合计封顶为 {points} 分', en: 'Penalties together are held at {points} points' },
  unverified_zero: {
    zh: '“{name}”申报为零，未经核实，扣 {points} 分',
    en: '“{name}” was declared zero and not verified: {points} points taken off',
  },
  not_known: {
    zh: '是否适用“{name}”尚不清楚，按不适用处理',
    en: 'Whether “{name}” applies is not known; it was not applied',
  },
  total_at_most: { zh: '总分封顶为 {most} 分', en: 'The total is held at {most} points' },
  total_at_least: { zh: '总分不低于 {least} 分', en: 'The total is not less than {least} points' },
  tie_decided_by: { zh: '总分相同，按“{name}”定先后', en: 'An equal total; “{name}” decided who comes first' },
  tie_shared: { zh: '共 {units} 家并列，同一名次', en: '{units} are equal and share the rank' },
  ranked: { zh: '在 {of} 家中列第 {rank} 名', en: 'Rank {rank} of {of}' },
  direct: { zh: '{name}，直接评为 {grade}', en: '{name}: given {grade} directly, outside the quota' },
  below_least_total: {
    zh: '总分不到 {least} 分，降为 {grade}',
    en: 'The total is less than {least}, so the grade falls to {grade}',
  },
  back_filled: { zh: '递补因否决空出的名额', en: 'Takes a place that a veto left free' },
  veto: { zh: '否决：{name}，不得高于 {ceiling}', en: 'Veto: {name}, no better than {ceiling}' },
  protection: { zh: '保护：{name}，不低于 {floor}', en: 'Protection: {name}, no worse than {floor}' },
  protection_blocked: {
    zh: '有否决情形，“{name}”的保护不适用',
    en: 'A veto holds, so the protection “{name}” does not apply',
  },
}

const ofScores: Readonly<Record<ScoreReason, Text>> = {
  scored: { zh: '{how}，得 {score} 分', en: '{how}: {score} points' },
  capped: { zh: '{how}，超过上限，按 {cap} 分计', en: '{how}: above the cap, held at {cap} points' },
  floored: { zh: '{how}，低于下限，按 {score} 分计', en: '{how}: below the floor, held at {score} points' },
  negative_is_zero: { zh: '数值为负，计 0 分', en: 'The value is below 0 and scores nothing' },
  all_equal: { zh: '全组数值相同，按规定得 {score} 分', en: 'All values are equal; the rule gives {score} points' },
  below_all_steps: { zh: '未达到任何一档，得 {score} 分', en: 'No step is reached: {score} points' },
  excluded_and_reweighted: {
    zh: '{blank}，不计此项，其余权重按比例放大',
    en: '{blank}: left out, the other weights grow to the total',
  },
  group_mean: {
    zh: '{blank}，按本组平均得分计 {score} 分',
    en: '{blank}: the mean score of the group, {score} points',
  },
  blank_is_zero: { zh: '{blank}，计 0 分', en: '{blank}: no points' },
  unverified_zero: { zh: '申报为零未经核实，计 0 分', en: 'A declared zero was not verified: no points' },
}

const ofBlanks: Readonly<Record<BlankReason, Text>> = {
  not_reported: { zh: '未报', en: 'Not reported' },
  not_applicable: { zh: '不适用', en: 'Not applicable' },
  suppressed: { zh: '保密', en: 'Suppressed' },
  zero_denominator: { zh: '分母为零', en: 'Nothing to divide by' },
  not_yet_due: { zh: '未到期', en: 'Not yet due' },
  not_released: { zh: '未发布', en: 'Not released' },
}

/** The sentence of one thing that decided over a unit. */
export function reasonSentence(scheme: CheckedScheme, { code, about, values = {} }: Reason): Text {
  const name = about === undefined ? { zh: '', en: '' } : nameOf(scheme, about)
  return said(ofUnits[code], (language) => ({ ...values, name: name[language] }))
}

/** How the score of one criterion came about, with its amounts. */
export function scoreSentence(scheme: CheckedScheme, score: ScoreShown): Text {
  const blank = score.blank === undefined ? { zh: '无数据', en: 'No value' } : ofBlanks[score.blank]
  const how = howScored(scheme, score)
  return said(ofScores[score.reason], (language) => ({
    score: score.score ?? '',
    cap: score.cap ?? '',
    blank: blank[language],
    how: how[language],
  }))
}

/** What the smallest change of one criterion would be. */
export function waySentence(scheme: CheckedScheme, { criterion, from, to }: Way): Text {
  const found = scheme.criteria.find(({ id }) => id === criterion)
  const words: Text =
    to === null
      ? { zh: '仅靠“{name}”达不到', en: '“{name}” alone does not reach it' }
      : { zh: '“{name}”由 {from} 变为 {to} {unit}', en: '“{name}” from {from} to {to} {unit}' }
  return said(words, (language) => ({
    name: nameOf(scheme, criterion)[language],
    from,
    to: to ?? '',
    unit: found === undefined ? '' : unitName(found.unit, language),
  }))
}

/** `30 ÷ 24.097 × 30`, or what else the kind of score makes of a value. */
function howScored(scheme: CheckedScheme, { criterion, value, baseline, weight }: ScoreShown): Text {
  const kind = scheme.criteria.find(({ id }) => id === criterion)?.score.kind
  const amounts = { value: value ?? '', baseline: baseline ?? '', weight }
  const words: Readonly<Record<string, Text>> = {
    ratio: { zh: '{value} ÷ {baseline} × {weight}', en: '{value} ÷ {baseline} × {weight}' },
    inverse: { zh: '（2 − {value} ÷ {baseline}）× {weight} ÷ 2', en: '(2 − {value} ÷ {baseline}) × {weight} ÷ 2' },
    min_max: {
      zh: '{value} 在本组最低与最高之间，权重 {weight}',
      en: '{value} between the least and the most, weight {weight}',
    },
    rank: { zh: '{value} 按名次，权重 {weight}', en: '{value} by its place, weight {weight}' },
    step: { zh: '{value} 按档次，权重 {weight}', en: '{value} by steps, weight {weight}' },
  }
  return said(words[kind ?? 'ratio'] ?? { zh: '', en: '' }, () => amounts)
}

function said(words: Text, details: (language: 'zh' | 'en') => Readonly<Record<string, string>>): Text {
  return { zh: fillIn(words.zh, details('zh')).trim(), en: fillIn(words.en, details('en')).trim() }
}

/** What an item of the scheme is called. */
function nameOf(scheme: CheckedScheme, id: string): Text {
  const lists: readonly (readonly { readonly id: string; readonly name: Text }[] | undefined)[] = [
    scheme.criteria,
    scheme.direct,
    scheme.vetoes,
    scheme.protections,
    scheme.population?.excluded,
    scheme.bonuses?.items,
    scheme.penalties?.items,
    scheme.groups,
    scheme.inputs,
  ]
  const found = lists.flatMap((list) => list ?? []).find((one) => one.id === id)
  return found?.name ?? (id === 'id' ? { zh: '编号', en: 'the id' } : { zh: id, en: id })
}
