import { LoadedPage } from '../app/LoadedPage'
import { day } from '../i18n/format'
import { useOrganisation } from '../session/me'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useHeldRights } from './api'
import { Sections } from './Sections'
import { useTexts } from './texts'
import { useWords } from './words'

/** Held is what the owners of systems gave the organisation (R1). */
export default function Held() {
  const say = useTexts()
  const { access } = useWords()
  return (
    <LoadedPage query={useHeldRights(useOrganisation())}>
      {(held) => (
        <Page title={say('held')} lead={say('held_lead')}>
          <Sections />
          {held.length === 0 ? (
            <p>{say('held_none')}</p>
          ) : (
            <Table
              caption={say('held')}
              rows={held}
              rowKey={(row) => row.holding_id}
              columns={[
                { title: say('right'), header: true, cell: ({ right }) => right.name },
                { title: say('system'), cell: (row) => row.system_name },
                { title: say('column_access'), cell: access },
                {
                  title: say('column_until'),
                  cell: (row) =>
                    `${say('from', { date: day(row.starts_on) })}, ${row.ends_on ? say('until', { date: day(row.ends_on) }) : say('no_end')}`,
                },
              ]}
            />
          )}
        </Page>
      )}
    </LoadedPage>
  )
}
