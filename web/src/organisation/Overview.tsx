import { LoadedPage } from '../app/LoadedPage'
import { cvr } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useOrganisationOf } from './api'
import { Outlook } from './Outlook'
import { Shortcuts } from './Shortcuts'
import { SparesMissing } from './SparesMissing'
import { Tasks } from './Tasks'
import { useTexts } from './texts'
import { Warnings } from './Warnings'

/** Overview is where an administrator begins: what is wrong, what is left of setting up (C7), and what the next days bring (W6). */
export default function Overview() {
  const say = useTexts()
  const may = useMay()
  const query = useOrganisationOf(useOrganisation())
  return (
    <LoadedPage query={query}>
      {({ data, etag }) => (
        <Page title={data.name} lead={say('cvr', { cvr: cvr(data.cvr) })}>
          <Shortcuts />
          <Warnings organisation={data} />
          {may('identity.read') && may('employee.list') && <SparesMissing />}
          <Tasks organisation={data} etag={etag} />
          {may('outlook.read') && <Outlook />}
        </Page>
      )}
    </LoadedPage>
  )
}
