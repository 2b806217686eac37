import { type ReactNode, useId, useState } from 'react'
import { today } from '../i18n/format'
import { useSystems } from '../role/api'
import { Loaded } from '../ui/Loaded'
import { Answer } from './Answer'
import { useExplanation, useRightsOfSystem } from './api'
import { useTexts } from './texts'
import './explain.css'

type Props = { organisation: string; employee: string; own?: boolean; level: 'h2' | 'h3' }

/** WhyNot lets the reader pick a right and says which of the conditions that it hangs on do not hold (R6). */
export function WhyNot({ organisation, employee, own = false, level: Heading }: Props) {
  const say = useTexts()
  const heading = useId()
  const [system, setSystem] = useState('')
  const [right, setRight] = useState('')
  const [at, setAt] = useState(today())
  const systems = useSystems(organisation, true)
  const rights = useRightsOfSystem(organisation, system)
  const answer = useExplanation({ organisation, employee, right, at })
  return (
    <section aria-labelledby={heading} className="explain">
      <Heading id={heading} className="h4">
        {say('title')}
      </Heading>
      <p>{say(own ? 'lead_own' : 'lead')}</p>
      <Loaded query={systems}>
        {(all) =>
          all.length === 0 ? (
            <p>{say('no_systems')}</p>
          ) : (
            <div className="explain-asked">
              <Pick
                label={say('system')}
                value={system}
                options={all}
                choose={(id) => {
                  setSystem(id)
                  setRight('')
                }}
              />
              <Pick label={say('right')} value={right} options={rights.data ?? []} choose={setRight} />
              <Field label={say('at')}>
                {(id) => (
                  <input id={id} className="form-input" type="date" value={at} onChange={({ target }) => target.value && setAt(target.value)} />
                )}
              </Field>
            </div>
          )
        }
      </Loaded>
      {rights.data?.length === 0 && <p role="status">{say('no_rights')}</p>}
      {right && <Loaded query={answer}>{(told) => <Answer told={told} organisation={organisation} employee={employee} own={own} />}</Loaded>}
    </section>
  )
}

type PickProps = { label: string; value: string; options: { id: string; name: string }[]; choose: (id: string) => void }

function Pick({ label, value, options, choose }: PickProps) {
  const say = useTexts()
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} className="form-select" value={value} disabled={options.length === 0} onChange={({ target }) => choose(target.value)}>
          <option value="">{say('pick')}</option>
          {options.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div>
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </div>
  )
}
