import type { LoanPool } from '../api/schema.gen'
import { useBundles } from '../right/api'
import { useOrganisation } from '../session/me'
import { useLocations } from '../stock/api'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { SelectField, TextField } from '../ui/fields'
import { Trouble } from '../ui/Trouble'
import { changePool, endPool, makePool, useChangedLoans } from './api'
import { useTexts } from './texts'

type Done = { done: (text: string) => void; close: () => void }
type Values = { name: string; location_id: string; bundle_id: string; hours: string }

/** PoolForm makes a pool, or changes one. */
export function PoolForm({ pool, pools, done, close }: Done & { pool: LoanPool | undefined; pools: LoanPool[] }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  const locations = useLocations(organisation).data
  const bundles = useBundles(organisation).rows
  const newest = pools.find(({ id }) => id === pool?.id) ?? pool
  if (!locations || !bundles) return null
  const named = <T extends { id: string; name: string }>(all: T[]) => all.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Dialog title={pool ? say('change_of', { name: pool.name }) : say('pool_add')} onClose={close}>
      <Form<Values, LoanPool>
        defaults={{
          name: pool?.name ?? '',
          location_id: pool?.location_id ?? '',
          bundle_id: pool?.bundle_id ?? '',
          hours: String(pool?.hours ?? 12),
        }}
        submit={say('save')}
        send={({ hours, ...values }, key) => {
          const body = { ...values, hours: Number(hours) }
          return newest ? changePool(organisation, newest, body) : makePool(organisation, body, key)
        }}
        done={async ({ name }) => {
          done(say(pool ? 'pool_changed' : 'pool_made', { name }))
          await changed()
        }}
        reload={changed}
        now={newest && <p>{say('pool_now', { name: newest.name })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <TextField name="name" label={say('pool_name')} hint={say('pool_name_hint')} maxLength={100} wide required />
        <SelectField name="location_id" label={say('location')} options={named(locations.filter(({ ended_at }) => !ended_at))} required />
        <SelectField
          name="bundle_id"
          label={say('bundle')}
          hint={say('bundle_hint')}
          options={named(bundles.filter(({ retired_at }) => !retired_at))}
          required
        />
        <TextField name="hours" label={say('pool_hours')} hint={say('pool_hours_hint')} inputMode="numeric" chars={8} maxLength={2} required />
      </Form>
    </Dialog>
  )
}

/** EndPool asks before a pool goes out of use. */
export function EndPool({ pool, done, close }: Done & { pool: LoanPool }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLoans(organisation)
  const { act, pending, problem } = useAct((which: LoanPool, key) => endPool(organisation, which, key))
  async function go() {
    const ended = await act(pool)
    if (ended.ok) done(say('pool_ended', { name: pool.name }))
    await changed()
  }
  return (
    <Dialog title={say('end_of', { name: pool.name })} onClose={close}>
      {problem && <Trouble error={problem} />}
      <p>{say('end_what')}</p>
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
