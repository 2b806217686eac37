import { useState } from 'react'
import { Link } from 'react-router'
import type { ChangeIssuing, Issuing, Office } from '../api/schema.gen'
import { LoadedPage } from '../app/LoadedPage'
import { useMay, useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { RadioField, TextArea } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { changeIssuing, endOffice, useChangedOffice, useIssuing, useOffices } from './api'
import { OfficeForm } from './OfficeForm'
import { useSettingTexts } from './settingTexts'

type Act = { edit: Office | undefined } | { end: Office }

/** Settings are the offices, their hours, and the rules of issuing (U13). */
export default function Settings() {
  const say = useSettingTexts()
  const organisation = useOrganisation()
  const may = useMay()
  const offices = useOffices(organisation)
  const [act, setAct] = useState<Act>()
  const { said, tell } = useSaid()
  const close = () => setAct(undefined)
  function done(text: string) {
    close()
    tell(text)
  }
  return (
    <Page title={say('settings')} lead={say('lead')} actions={<Link to={`/organisations/${organisation}/office`}>{say('back')}</Link>}>
      {said}
      <h2>{say('offices')}</h2>
      <LoadedPage query={offices}>{(all) => (all.length > 0 ? <Rows offices={all} act={setAct} /> : <p>{say('none')}</p>)}</LoadedPage>
      {may('office.change') && (
        <button type="button" className="button button-secondary" onClick={() => setAct({ edit: undefined })}>
          {say('add')}
        </button>
      )}
      {may('issuing.change') && <Rules tell={tell} />}
      {act && 'edit' in act && <OfficeForm office={act.edit} close={close} done={done} />}
      {act && 'end' in act && <End office={act.end} close={close} done={done} />}
    </Page>
  )
}

function Rows({ offices, act }: { offices: Office[]; act: (act: Act) => void }) {
  const say = useSettingTexts()
  const acts = (office: Office) => (
    <div className="row-actions">
      {office.actions.includes('change') && (
        <button type="button" className="function-link" aria-label={say('change_named', { name: office.name })} onClick={() => act({ edit: office })}>
          {say('change')}
        </button>
      )}
      {office.actions.includes('end') && (
        <button type="button" className="function-link" aria-label={say('end_named', { name: office.name })} onClick={() => act({ end: office })}>
          {say('end')}
        </button>
      )}
    </div>
  )
  return (
    <Table
      caption={say('offices')}
      rows={offices}
      rowKey={({ id }) => id}
      columns={[
        {
          title: say('name'),
          header: true,
          cell: ({ name, ended_at }) => (
            <>
              {name} {ended_at && <Tag>{say('ended')}</Tag>}
            </>
          ),
        },
        { title: say('address'), cell: ({ address: { street, postal_code, city } }) => `${street}, ${postal_code} ${city}` },
        { title: say('actions'), cell: acts },
      ]}
    />
  )
}

function End({ office, close, done }: { office: Office; close: () => void; done: (text: string) => void }) {
  const say = useSettingTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  return (
    <Dialog title={say('end_named', { name: office.name })} onClose={close}>
      <p>{say('end_what')}</p>
      <Form<object, Office>
        defaults={{}}
        submit={say('end')}
        send={(_, key) => endOffice(organisation, office, key)}
        done={async ({ name }) => {
          await changed()
          done(say('ended_done', { name }))
        }}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {null}
      </Form>
    </Dialog>
  )
}

const choices = ['high', 'always', 'never'] as const

function Rules({ tell }: { tell: (text: string) => void }) {
  const say = useSettingTexts()
  const organisation = useOrganisation()
  const changed = useChangedOffice(organisation)
  const issuing = useIssuing(organisation)
  return (
    <section aria-labelledby="issuing">
      <h2 id="issuing">{say('issuing')}</h2>
      <Loaded query={issuing}>
        {({ data, etag }) => (
          <Form<ChangeIssuing, Issuing>
            defaults={{ complete: choices.find((one) => one === data.complete) ?? 'high', terms: data.terms }}
            submit={say('save')}
            send={(values) => changeIssuing(organisation, values, etag)}
            reload={changed}
            done={async () => {
              await changed()
              tell(say('issuing_saved'))
            }}
          >
            <RadioField name="complete" label={say('complete')} required options={choices.map((value) => ({ value, label: say(value) }))} />
            <TextArea name="terms" label={say('terms')} hint={say('terms_hint', { terms: data.standard_terms })} rows={5} maxLength={4000} />
          </Form>
        )}
      </Loaded>
    </section>
  )
}
