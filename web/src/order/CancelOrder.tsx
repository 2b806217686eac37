import type { Order } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { cancelOrder, useChangedOrders } from './api'
import { useStepTexts } from './stepTexts'
import { useTexts } from './texts'

/** CancelOrder asks before all of an order is taken back. */
export function CancelOrder({ order, done, close }: { order: Order; done: () => void; close: () => void }) {
  const say = useTexts()
  const word = useStepTexts()
  const organisation = useOrganisation()
  const changed = useChangedOrders(organisation)
  return (
    <Dialog title={say('cancel_order')} onClose={close}>
      <p>{say('cancel_order_what')}</p>
      <Form<{ reason: string }, Order>
        defaults={{ reason: '' }}
        submit={say('cancel_order')}
        send={({ reason }, key) => cancelOrder(organisation, order, reason, key)}
        reload={changed}
        done={async () => {
          done()
          await changed()
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('back')}
          </button>
        }
      >
        <TextArea name="reason" label={word('reason')} maxLength={1000} rows={3} />
      </Form>
    </Dialog>
  )
}
