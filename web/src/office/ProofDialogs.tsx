import { useQuery } from '@tanstack/react-query'
import type { Proofing } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { confirmProofing, declineProofing, readPhoto, useChangedOffice } from './api'
import { useDeskTexts } from './deskTexts'

type Props = { which: Proofing; step: 'confirm' | 'decline'; name: string; close: () => void; done: (text: string) => void }

/** Answer is the second officer's yes or no. */
export function Answer({ which, step, name, close, done }: Props) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  return (
    <Dialog title={say(`${step}_named`, { name })} onClose={close}>
      {step === 'confirm' && <p>{say('confirm_what', { name })}</p>}
      <Form<{ reason: string }, Proofing>
        defaults={{ reason: '' }}
        submit={say(step)}
        send={({ reason }, key) =>
          step === 'confirm' ? confirmProofing(organisation, which.id, key) : declineProofing(organisation, which.id, reason, key)
        }
        done={async () => {
          await changed()
          done(say(`${step}_done`))
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {step === 'decline' && <TextArea name="reason" label={say('reason')} required rows={3} maxLength={1000} />}
      </Form>
    </Dialog>
  )
}

/** Photo shows the photo of a proofing, which is logged. */
export function Photo({ which, name, close }: { which: Proofing; name: string; close: () => void }) {
  const say = useDeskTexts()
  const organisation = useOrganisation()
  const photo = useQuery({
    queryKey: ['photo', organisation, which.id],
    queryFn: () => readPhoto(organisation, which.id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Dialog title={say('photo_of', { name })} onClose={close}>
      <p>{say('photo_logged')}</p>
      <Loaded query={photo}>
        {({ media_type, content }) => <img className="proof-photo" alt={say('photo_of', { name })} src={`data:${media_type};base64,${content}`} />}
      </Loaded>
    </Dialog>
  )
}
