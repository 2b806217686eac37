import type { Assignment } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { changeEnd, useRightsChanged } from './api'
import { useTexts } from './texts'

/** ChangeEnd gives an assignment another last day, or none. */
export function ChangeEnd({ assignment, onClose }: { assignment: Assignment; onClose: () => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  return (
    <Dialog title={say('change_end_of', { what: assignment.name, name: assignment.employee_name })} onClose={onClose}>
      <Form
        defaults={{ ends_on: assignment.ends_on ?? '' }}
        submit={say('save')}
        send={({ ends_on }) => changeEnd(organisation, assignment, ends_on || null)}
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
        <TextField name="ends_on" type="date" label={say('ends_on')} hint={say('ends_hint')} chars={16} />
      </Form>
    </Dialog>
  )
}
