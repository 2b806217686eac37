import type { Location } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Trouble } from '../ui/Trouble'
import { addLocation, endLocation, renameLocation, useChangedStock } from './api'
import { useTexts } from './texts'

type Done = { done: (text: string) => void; close: () => void }

/** LocationForm makes a location, or gives one another name. */
export function LocationForm({ location, locations, done, close }: Done & { location: Location | undefined; locations: Location[] }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)
  const newest = locations.find(({ id }) => id === location?.id) ?? location
  return (
    <Dialog title={location ? say('rename_named', { name: location.name }) : say('add')} onClose={close}>
      <Form<{ name: string }, Location>
        defaults={{ name: location?.name ?? '' }}
        submit={say('save')}
        send={({ name }, key) => (newest ? renameLocation(organisation, newest, name, key) : addLocation(organisation, name, key))}
        done={async ({ name }) => {
          done(say(location ? 'renamed' : 'added', { name }))
          await changed()
        }}
        reload={changed}
        now={newest && <p>{say('now', { name: newest.name })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextField name="name" label={say('name')} hint={say('name_hint')} maxLength={100} required />
      </Form>
    </Dialog>
  )
}

/** EndLocation asks before a location goes out of use. */
export function EndLocation({ location, done, close }: Done & { location: Location }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)
  const { act, pending, problem } = useAct((which: Location, key) => endLocation(organisation, which, key))
  async function go() {
    const ended = await act(location)
    if (ended.ok) done(say('was_ended', { name: location.name }))
    await changed()
  }
  return (
    <Dialog title={say('end_named', { name: location.name })} onClose={close}>
      {problem && <Trouble error={problem} />}
      <p>{say('end_what')}</p>
      <p>{say('end_first')}</p>
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say('end')}
        </button>
        <button type="button" className="button button-secondary" onClick={close}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  )
}
