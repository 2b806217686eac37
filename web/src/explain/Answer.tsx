import { Link } from 'react-router'
import type { RightCondition, RightExplanation, RightPath } from '../api/schema.gen'
import { day } from '../i18n/format'
import { language } from '../i18n/language'
import { useMay } from '../session/me'
import { Alert } from '../ui/Alert'
import { Tag } from '../ui/Tag'
import { nextOf, said } from './codes'
import { useTexts } from './texts'

type Whose = { organisation: string; employee: string; own: boolean }

/** Answer says whether the right is held, then link by link what that hangs on. */
export function Answer({ told, ...whose }: { told: RightExplanation } & Whose) {
  const say = useTexts()
  const verdict = { right: told.name, on: day(told.on) }
  const word = told.held ? 'has' : 'lacks'
  return (
    <>
      <div role="status">
        <Alert kind={told.held ? 'success' : 'info'}>{say(whose.own ? `${word}_own` : word, verdict)}</Alert>
      </div>
      <Conditions title={say('must')} all={told.conditions} {...whose} />
      {told.paths.map((path) => (
        <Conditions
          key={path.assignment_id}
          title={path.bundle_name ? say('by_bundle', { bundle: path.bundle_name }) : say('direct')}
          all={path.conditions}
          path={path}
          {...whose}
        />
      ))}
      {whose.own && !told.held && <p>{say('ask')}</p>}
    </>
  )
}

function Conditions({ title, all, path, ...whose }: { title: string; all: RightCondition[]; path?: RightPath } & Whose) {
  const say = useTexts()
  return (
    <>
      <p className="explain-title">{title}</p>
      <ul className="nobullet-list explain-conditions" aria-label={title}>
        {all.map((one) => (
          <li key={one.code}>
            <Tag kind={one.holds ? 'good' : 'bad'}>{say(one.holds ? 'ok' : 'missing')}</Tag>
            <span>
              {said(one.code, whose.own, language() === 'en') ?? one.text.replace(/\.$/, '')}. <When condition={one} />{' '}
              {!one.holds && <Next code={one.code} path={path} {...whose} />}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

// When says the dates of what was looked at, as they bear on the day that was asked for.
function When({ condition: { code, from, to, holds } }: { condition: RightCondition }) {
  const say = useTexts()
  if (!from) return null
  if (code.endsWith('_to_come')) return say('begins', { from: day(from) })
  if (holds) return to ? say('from_to', { from: day(from), to: day(to) }) : say('from', { from: day(from) })
  return to ? say('last', { to: day(to) }) : say('began', { from: day(from) })
}

// Next leads on where the reader may do something about it; the server decides there.
function Next({ code, path, organisation, employee, own }: { code: string; path: RightPath | undefined } & Whose) {
  const say = useTexts()
  const may = useMay()
  const next = nextOf(code)
  const here = `/organisations/${organisation}`
  const page = `${here}/employees/${employee}`
  const ways = {
    employment: { to: `${page}#employments`, open: !own && may('employment.change') },
    block: { to: `${page}#blocks`, open: !own && may('employee.unblock') },
    holding: { to: `${here}/rights/held`, open: may('holding.read') },
    assign: { to: `${here}/rights/assign?employee=${employee}`, open: !own && may('assignment.give') },
    assignments: { to: `${here}/rights?employee=${employee}`, open: may('bundle.read') },
    bundle: { to: `${here}/rights/bundles/${path?.bundle_id ?? ''}`, open: may('bundle.read') && path?.bundle_id !== undefined },
  }
  if (!next || !ways[next].open) return null
  return <Link to={ways[next].to}>{say(`next_${next}`)}</Link>
}
