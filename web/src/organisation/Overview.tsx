import { LoadedPage } from '../app/LoadedPage'
import { cvr } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { useOrganisationOf } from './api'
import { Tasks } from './Tasks'
import { useTexts } from './texts'
import { Warnings } from './Warnings'

/** Overview is where an administrator begins: what is wrong, and what is left of setting up (C7). */
export default function Overview() {
  const say = useTexts()
  const query = useOrganisationOf(useOrganisation())
  return (
    <LoadedPage query={query}>
      {({ data, etag }) => (
        <Page title={data.name} lead={say('cvr', { cvr: cvr(data.cvr) })}>
          <Warnings organisation={data} />
          <Tasks organisation={data} etag={etag} />
        </Page>
      )}
    </LoadedPage>
  )
}
