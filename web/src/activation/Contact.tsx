import type { Activation } from '../api/schema.gen'
import { Lines, reachable } from '../ui/Support'
import { useTexts } from './texts'

/** Contact is whom to call in the organisation that invited (W2). Nobody is signed in yet, so the foot of the page does not know. */
export function Contact({ activation }: { activation: Activation }) {
  const say = useTexts()
  const contact = { phone: activation.support_phone, email: activation.support_email, hours: activation.support_hours }
  if (!reachable(contact)) return null
  return (
    <div className="support activation-contact">
      <Lines title={say('support_of', { organisation: activation.organisation_name })} contact={contact} />
    </div>
  )
}
