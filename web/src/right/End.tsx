import type { Assignment } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextArea } from '../ui/fields'
import { endAssignment, useRightsChanged } from './api'
import { useTexts } from './texts'

/** End takes an assignment back at once (R3). */
export function End({ assignment, onClose }: { assignment: Assignment; onClose: () => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  return (
    <Dialog title={say('end_what', { what: assignment.name, name: assignment.employee_name })} onClose={onClose}>
      <p>{say('end_why')}</p>
      <Form
        defaults={{ reason: '' }}
        submit={say('end_do')}
        send={({ reason }, key) => endAssignment(organisation, assignment.id, reason, key)}
        done={async () => {
          await changed()
          onClose()
        }}
        other={
          <button type="button" className="button button-secondary" onClick={onClose}>
            {say('cancel')}
          </button>
        }
      >
        <TextArea name="reason" label={say('reason')} maxLength={500} rows={3} />
      </Form>
    </Dialog>
  )
}
