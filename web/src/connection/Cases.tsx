import { Link } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Table } from '../ui/Table'
import { useCases } from './caseApi'
import { useCaseTexts } from './caseTexts'

/** Cases is what waits for the operator's decision (C10). */
export default function Cases() {
  const say = useCaseTexts()
  const list = useCases()
  return (
    <LoadedPage query={list}>
      {() => (
        <Page title={say('title')} lead={say('lead')}>
          {list.rows?.length === 0 && <p>{say('none')}</p>}
          {(list.rows?.length ?? 0) > 0 && (
            <Table
              caption={say('title')}
              rows={list.rows ?? []}
              rowKey={({ id }) => id}
              columns={[
                { title: say('company'), header: true, cell: ({ id, company }) => <Link to={`/operator/cases/${id}`}>{company?.name}</Link> },
                { title: say('applicant'), cell: ({ applicant_name }) => applicant_name },
                { title: say('sent'), cell: ({ submitted_at: at }) => at && instant(at) },
                { title: say('approvals'), cell: ({ approvals_given: given }) => say('given', { given }) },
                { title: say('documents'), cell: ({ documents }) => documents.length },
              ]}
            />
          )}
          <More list={list} />
        </Page>
      )}
    </LoadedPage>
  )
}
