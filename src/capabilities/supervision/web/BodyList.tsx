import { supervisionPaths } from '#base/paths/supervision.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Body } from '../contract/bases.ts'
import { Stated, useCite, useNamesOf } from './names.tsx'

const words = defineTexts({
  post: { zh: '职务', en: 'Post' },
  holder: { zh: '担任人', en: 'Held by' },
  source: { zh: '出处', en: 'Source' },
  members: { zh: '成员单位：{units}', en: 'Members: {units}' },
  liaison: { zh: '设联络员', en: 'Names a liaison officer' },
  part: { zh: '属于{body}', en: 'Part of {body}' },
  followed: { zh: '由{units}接续', en: 'Followed by {units}' },
  posts: { zh: '{body}的职务', en: 'Posts of {body}' },
  since: { zh: '{from} 设立', en: 'since {from}' },
  until: { zh: '{to} 撤销', en: 'until {to}' },
})

/** Headquarters, offices and teams: posts and who holds them, coordinating unit, liaison officers. */
export function BodyList({ bodies, level = 3 }: { bodies: readonly Body[]; level?: 2 | 3 }) {
  return (
    <ul className="sv-bodies">
      {bodies.map((body) => (
        <li key={body.id}>
          <BodyCard body={body} level={level} />
        </li>
      ))}
    </ul>
  )
}

function BodyCard({ body, level }: { body: Body; level: 2 | 3 }) {
  const t = useTexts(words)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <article className="sv-card">
      <Heading className="sv-h">{say(body.name)}</Heading>
      <p className="jd-quiet">
        {[
          body.from === null ? '' : t('since', { from: body.from }),
          body.to === null ? '' : t('until', { to: body.to }),
          cite(body.clause),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {body.base === null ? null : (
        <p>
          <Go to={supervisionPaths.base(body.base.id)}>{say(body.base.name)}</Go>
        </p>
      )}
      {body.parent === null ? null : <p>{t('part', { body: say(body.parent.name) })}</p>}
      {body.liaison ? <p>{t('liaison')}</p> : null}
      <Posts title={t('posts', { body: say(body.name) })} posts={body.posts} />
      {body.members.length === 0 ? null : <p>{t('members', { units: names(body.members) })}</p>}
      {body.successors.length === 0 ? null : <p>{t('followed', { units: names(body.successors) })}</p>}
    </article>
  )
}

function Posts({ title, posts }: { title: string; posts: Body['posts'] }) {
  const t = useTexts(words)
  const say = useText()
  const cite = useCite()
  if (posts.length === 0) return null
  return (
    <div className="jd-table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table className="jd-table sv-wrap">
        <thead>
          <tr>
            <th scope="col">{t('post')}</th>
            <th scope="col">{t('holder')}</th>
            <th scope="col">{t('source')}</th>
          </tr>
        </thead>
        <tbody>
          {posts.map(({ post, holder, clause }, index) => (
            <tr key={`${post.zh} ${index}`}>
              <td>{say(post)}</td>
              <td>
                <Stated text={say(holder ?? undefined)} />
              </td>
              <td className="jd-quiet jd-small">{cite(clause)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
