import { useNavigate } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Page } from '../ui/Page'
import { createBundle, useHeldRights, useRightsChanged } from './api'
import { RightChoices } from './RightChoices'
import { useTexts } from './texts'
import './right.css'

/** NewBundle makes a bundle of rights that the organisation holds. */
export default function NewBundle() {
  const say = useTexts()
  const navigate = useNavigate()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  return (
    <LoadedPage query={useHeldRights(organisation)}>
      {(held) => (
        <Page title={say('new_bundle')}>
          {held.length === 0 && <p>{say('held_none')}</p>}
          <Form
            defaults={{ name: '', right_ids: [] as string[] }}
            submit={say('new_bundle')}
            send={(values, key) => createBundle(organisation, values, key)}
            done={async (bundle) => {
              await changed()
              await navigate(`/organisations/${organisation}/rights/bundles/${bundle.id}`)
            }}
          >
            <TextField name="name" label={say('bundle_name')} required maxLength={100} chars={40} />
            <RightChoices held={held} kept={[]} />
          </Form>
        </Page>
      )}
    </LoadedPage>
  )
}
