import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { ableToKey } from '../ui/passkey'
import { registerKey, useOwnIdentities, useRefreshOwn } from './api'
import { OwnPage } from './OwnPage'
import { useTexts } from './texts'
import './me.css'

/** Key registers a passkey as one more app, or the chip that was handed to the reader (U2, U8). */
export default function Key() {
  const say = useTexts()
  const query = useOwnIdentities()
  const refresh = useRefreshOwn()
  const [done, setDone] = useState(false)
  const chip = useSearchParams()[0].get('chip') ?? undefined
  const top = useRef<HTMLDivElement>(null)
  return (
    <OwnPage title={say(chip ? 'activate_chip' : 'add_passkey')} lead={() => say(chip ? 'chip_lead' : 'passkey_lead')} back={!done}>
      {({ organisation }) => (
        <div ref={top} tabIndex={-1} className="form-top">
          {done ? (
            <Ready what={chip ? 'chip_done' : 'passkey_done'} />
          ) : (
            <Loaded query={query}>
              {({ data: [present] }) => {
                const waits = chip
                  ? present?.authenticators.some(({ id, actions }) => id === chip && actions.includes('register'))
                  : present?.actions.includes('add_passkey')
                if (!present || !waits) return <Alert kind="info" title={say(chip ? 'chip_none' : 'passkey_not')} />
                if (!ableToKey()) return <Alert kind="warning" title={say('key_unable')} />
                return (
                  <Form
                    defaults={{ label: '' }}
                    submit={say(chip ? 'activate_chip' : 'add_passkey')}
                    send={({ label }) => registerKey({ organisation: organisation.id, id: present.id }, chip, label)}
                    done={async () => {
                      setDone(true)
                      await refresh()
                      requestAnimationFrame(() => top.current?.focus())
                    }}
                  >
                    {!chip && <TextField name="label" label={say('new_app_label')} hint={say('passkey_label_hint')} maxLength={60} />}
                    <p>{say('key_next')}</p>
                  </Form>
                )
              }}
            </Loaded>
          )}
        </div>
      )}
    </OwnPage>
  )
}

function Ready({ what }: { what: 'chip_done' | 'passkey_done' }) {
  const say = useTexts()
  return (
    <>
      <Alert kind="success" live title={say(what)} />
      <Link className="button button-primary" to="/me">
        {say('back')}
      </Link>
    </>
  )
}
