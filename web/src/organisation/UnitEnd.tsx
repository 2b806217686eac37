import { Link } from 'react-router'
import type { ProductionUnit, Unit } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Trouble } from '../ui/Trouble'
import { endProductionUnit, endUnit, useChangedUnits } from './unitApi'
import { useUnitTexts } from './unitTexts'

type Done = { done: (text: string) => void; close: () => void }

/** EndUnit asks before a department goes out of use. One that is in use is refused, and the way to who is there shown. */
export function EndUnit({ unit, ...rest }: Done & { unit: Unit }) {
  const say = useUnitTexts()
  const organisation = useOrganisation()
  return (
    <EndDialog
      {...rest}
      name={unit.name}
      what={[say('end_what'), say('end_first')]}
      employees={`../employees?unit=${unit.id}`}
      end={(key) => endUnit(organisation, unit.id, unit.etag, key)}
    />
  )
}

/** EndPlace asks before a production unit goes out of use. */
export function EndPlace({ place, ...rest }: Done & { place: ProductionUnit }) {
  const say = useUnitTexts()
  const organisation = useOrganisation()
  return (
    <EndDialog
      {...rest}
      name={place.name}
      what={[say('place_end_what'), say('place_end_first')]}
      employees={`../employees?production_unit=${place.id}`}
      end={(key) => endProductionUnit(organisation, place.id, place.etag, key)}
    />
  )
}

type Props = Done & { name: string; what: string[]; employees: string; end: (key: string) => Promise<unknown> }

function EndDialog({ name, what, employees, end, done, close }: Props) {
  const say = useUnitTexts()
  const changed = useChangedUnits(useOrganisation())
  const { act, pending, problem } = useAct((_: string, key) => end(key))
  async function go() {
    const ended = await act(name)
    if (ended.ok) done(say('was_ended', { name }))
    await changed()
  }
  return (
    <Dialog title={say('end', { name })} onClose={close}>
      {problem && <Trouble error={problem} />}
      {problem?.code === 'unit_in_use' && (
        <p>
          <Link to={employees} relative="path">
            {say('see_employees', { name })}
          </Link>
        </p>
      )}
      {what.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say('end_go')}
        </button>
        <button type="button" className="button button-secondary" onClick={close}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  )
}
