import { useEffect, useState } from 'react'
import type { Letter } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { Trouble } from '../ui/Trouble'
import { confirmLetter, failLetter, printLetter, useChangedLetters } from './api'
import { useTexts } from './texts'

export type Step = 'print' | 'confirm' | 'fail'
type Props = { letter: Letter; step: Step; close: () => void; done: (text: string) => void }

/** StepDialog takes a letter to the printer and asks whether it came out. */
export function StepDialog({ letter, step, close, done }: Props) {
  const say = useTexts()
  const [failed, setFailed] = useState(step === 'fail')
  const [sheet, setSheet] = useState<string>()
  useEffect(() => () => URL.revokeObjectURL(sheet ?? ''), [sheet])
  const named = { name: letter.employee_name }
  if (failed) return <Failed letter={letter} close={close} done={done} />
  return (
    <Dialog title={say(step === 'confirm' || sheet ? 'confirm_named' : 'print_named', named)} onClose={close}>
      {step === 'print' && !sheet ? (
        <Fetch letter={letter} close={close} fetched={setSheet} />
      ) : (
        <Came letter={letter} sheet={sheet} done={done} failed={() => setFailed(true)} />
      )}
    </Dialog>
  )
}

function Fetch({ letter, close, fetched }: { letter: Letter; close: () => void; fetched: (sheet: string) => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLetters(organisation)
  async function send(_: object, key: string) {
    return URL.createObjectURL(await printLetter(organisation, letter.id, key))
  }
  return (
    <>
      <p>{say('print_what')}</p>
      <Form<object, string>
        defaults={{}}
        submit={say('print_go')}
        send={send}
        done={(address) => {
          fetched(address)
          void changed()
        }}
        other={<Cancel close={close} />}
      >
        {null}
      </Form>
    </>
  )
}

function Came({ letter, sheet, done, failed }: { letter: Letter; sheet: string | undefined; done: (text: string) => void; failed: () => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLetters(organisation)
  const { act, pending, problem } = useAct((_: object, key: string) => confirmLetter(organisation, letter.id, key))
  async function confirm() {
    if (!(await act({})).ok) return
    await changed()
    done(say('printed_done', { name: letter.employee_name }))
  }
  return (
    <>
      {sheet && (
        <p>
          <a className="button button-secondary" href={sheet} target="_blank" rel="noreferrer">
            {say('open')}
          </a>
        </p>
      )}
      <p>{say('opened_what')}</p>
      {problem && <Trouble error={problem} />}
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void confirm()}>
          {say('confirm')}
        </button>
        <button type="button" className="button button-secondary" onClick={failed}>
          {say('fail')}
        </button>
      </div>
    </>
  )
}

function Failed({ letter, close, done }: Omit<Props, 'step'>) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useChangedLetters(organisation)
  return (
    <Dialog title={say('fail_named', { name: letter.employee_name })} onClose={close}>
      <p>{say('fail_what')}</p>
      <Form<{ reason: string }, Letter>
        defaults={{ reason: '' }}
        submit={say('fail')}
        send={({ reason }, key) => failLetter(organisation, letter.id, reason, key)}
        done={async () => {
          await changed()
          done(say('failed_done', { name: letter.employee_name }))
        }}
        other={<Cancel close={close} />}
      >
        <TextArea name="reason" label={say('reason')} hint={say('reason_hint')} required rows={3} maxLength={1000} />
      </Form>
    </Dialog>
  )
}

function Cancel({ close }: { close: () => void }) {
  const say = useTexts()
  return (
    <button type="button" className="button button-secondary" onClick={close}>
      {say('cancel')}
    </button>
  )
}
