import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { instant } from '../i18n/format'
import { useMay, useOrganisation } from '../session/me'
import { Alert } from '../ui/Alert'
import { Page } from '../ui/Page'
import { Tag } from '../ui/Tag'
import { useBundle, useHeldRights } from './api'
import { BundleChange } from './BundleChange'
import { BundleRetire } from './BundleRetire'
import { useTexts } from './texts'
import { Versions } from './Versions'
import './right.css'

/** Bundle is one bundle: what it holds, who has it, what it held before, and the way to change it. */
export default function Bundle() {
  const say = useTexts()
  const organisation = useOrganisation()
  const { bundle = '' } = useParams()
  const query = useBundle(organisation, bundle)
  const held = useHeldRights(organisation).data
  const may = useMay()
  const [step, setStep] = useState<'change' | 'retire'>()
  const [said, setSaid] = useState('')
  const finish = (message: string) => {
    setStep(undefined)
    setSaid(message)
  }
  return (
    <LoadedPage query={query}>
      {({ data, etag }) => (
        <Page title={data.name} lead={say('version', { number: data.number, date: instant(data.made_at) })}>
          {said && <Alert kind="success" live title={said} />}
          <p className="row-actions">
            {data.basic && <Tag>{say('basic')}</Tag>}
            {data.retired_at && <Tag kind="bad">{say('retired')}</Tag>}
          </p>
          {step === 'change' && held ? (
            <BundleChange bundle={data} etag={etag} held={held} onClose={finish} />
          ) : (
            <>
              <ul>
                {data.right_ids.map((id) => {
                  const one = held?.find(({ right }) => right.id === id)
                  return <li key={id}>{one ? named(one.system_name, one.right.name) : held && say('right_unknown')}</li>
                })}
              </ul>
              <p>
                <Link to={`/organisations/${organisation}/rights?bundle=${data.id}`}>{say('holders')}</Link>
              </p>
              <div className="button-group">
                {may('assignment.give') && !data.retired_at && (
                  <Link className="button button-primary" to={`/organisations/${organisation}/rights/assign?bundle=${data.id}`}>
                    {say('assign_bundle')}
                  </Link>
                )}
                {data.actions.includes('change') && (
                  <button type="button" className="button button-secondary" onClick={() => setStep('change')}>
                    {say('change_bundle')}
                  </button>
                )}
                {data.actions.includes('retire') && (
                  <button type="button" className="button button-secondary" onClick={() => setStep('retire')}>
                    {say('retire')}
                  </button>
                )}
              </div>
            </>
          )}
          {step === 'retire' && <BundleRetire bundle={data} etag={etag} onClose={finish} />}
          <Versions organisation={organisation} bundle={data} />
        </Page>
      )}
    </LoadedPage>
  )
}

// named says which system a right is of, unless its name does.
const named = (system: string, right: string) => (right.startsWith(system) ? right : `${system}: ${right}`)
